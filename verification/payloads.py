"""What a proposal says: typed and checked content, taken apart for storing and put together again.

Identity numbers ("kk", "nik") are part of the content in memory and sealed apart at rest.
"""

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from recipients import nik
from recipients.models import Household, Relation, Sex
from verification.models import ProposalKind

MOST_PEOPLE = 30
SECRET = ("kk", "nik")

type Values = dict[str, Any]
type Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class Content:
    """A household's values, those of known people by id, new members, or why it is set aside."""

    household: Values = field(default_factory=dict)
    people: dict[int, Values] = field(default_factory=dict)
    members: tuple[Values, ...] = ()
    reason: str = ""
    on: datetime.date | None = None


def _text(longest: int, *, required: bool = False) -> Reader:
    def read(value: Any) -> str:
        text = " ".join(str(value or "").split())
        if len(text) > longest or not text.isprintable() or (required and not text):
            raise ValueError
        return text

    return read


def _choice(choices: list[str], *, required: bool = True) -> Reader:
    def read(value: Any) -> str:
        if value not in choices and (required or value):
            raise ValueError
        return str(value or "")

    return read


def _date(value: Any) -> datetime.date | None:
    if value in (None, ""):
        return None
    found = value if isinstance(value, datetime.date) else parse_date(str(value))
    if found is None:
        raise ValueError
    return found


def _desil(value: Any) -> int | None:
    if value in (None, ""):
        return None
    if not 1 <= int(value) <= 10:
        raise ValueError
    return int(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _kk(value: Any) -> str:
    number = nik.clean(str(value or ""))
    if number and not (len(number) == nik.LENGTH and number.isascii() and number.isdigit()):
        raise ValueError
    return number


def _nik(value: Any) -> str:
    number = nik.clean(str(value or ""))
    if len(number) > 40:
        raise ValueError
    return number


HOUSEHOLD_FIELDS: dict[str, Reader] = {
    "address": _text(200), "rt": _text(3), "rw": _text(3), "desil": _desil,
    "kelurahan": _text(13, required=True), "kk": _kk,
}  # fmt: skip
PERSON_FIELDS: dict[str, Reader] = {
    "name": _text(150, required=True), "relation": _choice(Relation.values),
    "birth_date": _date, "sex": _choice(Sex.values, required=False), "deceased": _flag,
    "deceased_on": _date, "nik": _nik, "birth_place": _text(60), "mother_name": _text(150),
}  # fmt: skip


def read(kind: str, raw: Mapping[str, Any]) -> Content:
    """Return the checked content of a proposal of this kind, or raise ValidationError."""
    content = Content(
        household=_read(raw.get("household", {}), HOUSEHOLD_FIELDS),
        people={
            int(person): _read(values, PERSON_FIELDS)
            for person, values in _mapping(raw.get("people", {})).items()
            if str(person).isdecimal() or _refuse(_("person"))
        },
        members=tuple(_read(values, PERSON_FIELDS) for values in raw.get("members", ())),
        reason=str(raw.get("reason", "")),
        on=_read(raw, {"on": _date}, strict=False).get("on"),
    )
    _check(ProposalKind(kind), content)
    return content


def _mapping(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else _refuse(_("content"))


def _refuse(name: str) -> Any:
    raise ValidationError(_("This cannot be proposed: check “%(field)s”.") % {"field": name})


def _read(raw: Any, fields: Mapping[str, Reader], *, strict: bool = True) -> Values:
    values = {}
    for name, value in _mapping(raw).items():
        if name not in fields:
            if strict:
                _refuse(str(name)[:30])
            continue
        try:
            values[name] = fields[name](value)
        except (ValueError, TypeError):
            _refuse(name)
    return values


def _check(kind: ProposalKind, content: Content) -> None:
    """Refuse content that another kind would need, and content that says nothing."""
    said = bool(content.household or content.people or content.members)
    if len(content.members) + len(content.people) > MOST_PEOPLE:
        _refuse(_("members"))
    if any(not {"name", "relation"} <= member.keys() for member in content.members):
        _refuse(_("members"))
    if kind == ProposalKind.DEACTIVATE:
        if content.reason not in Household.DeactivationReason.values or content.on is None or said:
            _refuse(_("reason"))
    elif content.reason or content.on or not said:
        _refuse(_("content"))
    if kind == ProposalKind.ADD and (
        content.people or "kelurahan" in content.household
        or [m["relation"] for m in content.members].count(Relation.HEAD) != 1
    ):  # fmt: skip
        _refuse(_("head of household"))


def store(content: Content) -> tuple[dict[str, Any], str]:
    """Return the content for the payload, and its identity numbers as text to be sealed."""
    groups = {
        "household": content.household,
        **{f"person {pk}": values for pk, values in content.people.items()},
        **{f"member {place}": values for place, values in enumerate(content.members)},
    }
    secret = {
        group: {name: values[name] for name in SECRET if name in values}
        for group, values in groups.items()
    }
    payload = {
        "household": _plain(content.household),
        "people": {str(pk): _plain(values) for pk, values in content.people.items()},
        "members": [_plain(values) for values in content.members],
        "reason": content.reason,
        "on": content.on.isoformat() if content.on else None,
    }
    return payload, json.dumps({k: v for k, v in secret.items() if v}, sort_keys=True)


def _plain(values: Values) -> Values:
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value
        for name, value in values.items()
        if name not in SECRET
    }


def load(kind: str, payload: Mapping[str, Any], secrets: str) -> Content:
    """Put stored content together again."""
    secret = json.loads(secrets)
    raw = {
        **payload,
        "household": payload["household"] | secret.get("household", {}),
        "people": {
            pk: values | secret.get(f"person {pk}", {}) for pk, values in payload["people"].items()
        },
        "members": [
            values | secret.get(f"member {place}", {})
            for place, values in enumerate(payload["members"])
        ],
    }
    return read(kind, raw)
