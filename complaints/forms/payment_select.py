"""The choice of a programme and, where it is known, its stage: one list, without script."""

import time
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from recipients.models import Programme, Stage

type Choices = list[tuple[str, Any]]


def value_of(slug: str, stage: str = "") -> str:
    """Return the value under which a programme, or one stage of it, stands in the list."""
    return f"{slug}:{stage}" if stage else slug


_choices_kept: dict[str, tuple[float, Choices]] = {}


def choices() -> Choices:
    """Return every programme with its stages; kept for PAGE_CACHE_SECONDS for each language."""
    language = get_language() or ""
    read_at, kept = _choices_kept.get(language, (0.0, None))
    if kept is None or time.monotonic() >= read_at + settings.PAGE_CACHE_SECONDS:
        kept = _choices()
        _choices_kept[language] = (time.monotonic(), kept)
    return kept


def _choices() -> Choices:
    """Return the same from the database; two queries."""
    found: Choices = [("", gettext("I do not know, or none"))]
    for programme in Programme.objects.prefetch_related("stages").order_by("name"):
        stages = [(value_of(programme.slug), gettext("no particular stage"))]
        stages += [
            (value_of(programme.slug, str(s.number)), _label(s)) for s in programme.stages.all()
        ]
        found.append(
            (programme.name, [(value, f"{programme.name} – {label}") for value, label in stages])
        )
    return found


def _label(stage: Stage) -> str:
    return str(stage)


class PaymentField(forms.ChoiceField):
    """A programme, or one of its stages; cleaned it is both, each None where not chosen."""

    default_error_messages = {"invalid_choice": _("Choose a programme from the list.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> tuple[Programme | None, Stage | None]:
        slug, _colon, number = super().clean(value).partition(":")
        if not slug:
            return None, None
        # The list is kept for a while: what it offers may be gone by now.
        programme = Programme.objects.filter(slug=slug).first()
        if programme is None or not number:
            return programme, None
        return programme, Stage.objects.filter(programme=programme, number=int(number)).first()
