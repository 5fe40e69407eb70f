"""The choice of an area: a list of many options, written once and not for every request."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kelurahan.models import Area

type Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Options:
    """The areas to choose from, and their <option> elements with none selected."""

    codes: frozenset[str]
    html: SafeString

    def with_selected(self, code: object) -> SafeString:
        """Return the elements with this one selected; what is no code of theirs selects none."""
        if code not in self.codes:
            return self.html
        plain = f'<option value="{code}"'
        # Only codes of the register are put in, never what was typed.
        return mark_safe(self.html.replace(plain, f"{plain} selected", 1))  # noqa: S308


def _groups(city: str) -> Iterator[tuple[str, list[Choice]]]:
    """Return each kecamatan with its kelurahan, by name; one query."""
    areas = Area.objects.in_force(timezone.localdate()).within(city).order_by("code")
    groups: dict[str, list[Choice]] = {}
    names: dict[str, str] = {}
    for code, name, level, parent in areas.values_list("code", "name", "level", "parent"):
        if level == Area.Level.KECAMATAN:
            names[code] = name
            groups[code] = [(code, gettext("All of kecamatan %(name)s") % {"name": name})]
        elif level == Area.Level.KELURAHAN and parent in groups:
            groups[parent].append((code, name))
    for code in sorted(groups, key=lambda code: names[code]):
        yield names[code], groups[code]


def _elements(choices: list[Choice]) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', choices)


def _written(city: str) -> Options:
    groups = [("", _elements([("", gettext("Anywhere in the city"))]))]
    codes = {""}
    for name, choices in _groups(city):
        groups.append((name, _elements(choices)))
        codes.update(code for code, _label in choices)
    grouped = format_html_join("", '<optgroup label="{}">{}</optgroup>', groups[1:])
    return Options(frozenset(codes), groups[0][1] + grouped)


_kept: dict[tuple[str, str], tuple[float, Options]] = {}


def options() -> Options:
    """Return the city's areas; kept for PAGE_CACHE_SECONDS for each language."""
    key = (settings.CITY_CODE, get_language() or "")
    written, kept = _kept.get(key, (0.0, None))
    if kept is None or time.monotonic() >= written + settings.PAGE_CACHE_SECONDS:
        kept = _written(settings.CITY_CODE)
        _kept[key] = (time.monotonic(), kept)
    return kept


class AreaSelect(forms.Widget):
    """A select of the city's areas."""

    @cached_property
    def options(self) -> Options:
        """The same areas for checking and showing one form, which has a widget of its own."""
        return options()

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attributes, self.options.with_selected(value))


class AreaField(forms.CharField):
    """The Kemendagri code of the city's kecamatan or kelurahan, "" for all of the city."""

    widget: AreaSelect = AreaSelect()
    default_error_messages = {"invalid_choice": _("Choose an area from the list.")}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value not in self.widget.options.codes:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
