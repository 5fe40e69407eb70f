"""A finding in words for those who work on it: its sentence, and the facts that a rule saw."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recipients.models import Relation
from recipients.models.person import NikWarning
from verification.models import Field, Finding, Kind
from verification.rules import RULES

LABELS: dict[str, Promise] = {
    "warnings": _("doubts"),
    "entries": _("entries with this NIK"),
    "people": _("entries"),
    "cards": _("family cards"),
    "households": _("households"),
    "household": _("household of the card holder"),
    "person": _("card holder"),
    "deceased_on": _("deceased on"),
    "relation": _("relation to the head"),
    "why": _("because"),
    "birth_date": _("birth date"),
    "head_birth_date": _("birth date of the head"),
    "members": _("members"),
    "until": _("until"),
    "successor": _("merged into"),
    "payments": _("payments"),
    "rupiah": _("rupiah"),
    "last_paid_on": _("last paid on"),
    "differs": _("fields that differ"),
    "visits": _("visits"),
}
WHY: dict[str, Promise] = {
    "born_in_future": _("born in the future"),
    "died_in_future": _("died in the future"),
    "died_before_birth": _("died before birth"),
    "too_old": _("older than anyone"),
}
_WORDS: dict[str, Mapping[str, Any]] = {
    "warnings": dict(NikWarning.choices),
    "relation": dict(Relation.choices),
    "differs": dict(Field.choices),
    "why": WHY,
}
DATES = frozenset({"deceased_on", "birth_date", "head_birth_date", "until", "last_paid_on"})
COUNTS = frozenset({"entries", "cards", "members", "payments", "rupiah", "visits"})


def sentence(finding: Finding) -> str:
    """Return what is wrong in one sentence: the rule's, or the kind that somebody named."""
    rule = RULES.get(finding.rule)
    return str(rule.sentence) if rule else str(Kind(finding.kind).label)


def facts(finding: Finding) -> list[tuple[str, str]]:
    """Return (label, value) of each fact that a person can use, in the order of LABELS."""
    evidence = finding.evidence
    return [
        (str(label), _words(name, evidence[name]))
        for name, label in LABELS.items()
        if evidence.get(name) not in (None, "", [])
    ]


def _words(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_words(name, each) for each in value)
    if name in DATES:
        return date_format(datetime.date.fromisoformat(value))
    if name in COUNTS:
        return number_format(value, force_grouping=True)
    return str(_WORDS.get(name, {}).get(value, value))
