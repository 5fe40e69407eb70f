"""What the public types: a name, an area, a NIK. Forms check shape and say the remedy."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from recipients import nik, search
from recipients.area_select import AreaField

MOST_CHARACTERS = 100
# As many digits in a name are meant as a number: a NIK, a KK or a telephone number.
DIGITS_OF_A_NUMBER = 4


def without_numbers(text: str) -> str:
    """Return what may be shown again of what was typed as a name: no digit, nothing invisible."""
    return "".join(
        character for character in text if character.isprintable() and not character.isnumeric()
    )[: 3 * MOST_CHARACTERS]


def without_format_characters(text: str) -> str:
    """Drop what has no shape of its own but comes along from chats: zero-width, bidi marks."""
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


class PlainInput(forms.TextInput):
    """A text box that is written without a template, which would take most of a form's time."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        given = {"type": self.input_type, "name": name, "value": self.format_value(value)}
        all_attrs = self.build_attrs(self.attrs, {**given, **(attrs or {})})
        return format_html("<input{}>", flatatt(all_attrs))


class NameInput(PlainInput):
    """A text box that keeps what was typed, but never a number."""

    def format_value(self, value: Any) -> str | None:
        return (without_numbers(value) or None) if isinstance(value, str) else None


class NumberInput(PlainInput):
    """A text box for an identity number: what was typed never comes back in a page."""

    def format_value(self, value: Any) -> None:
        return None


class NameField(forms.CharField):
    """The name of a person, as people type it."""

    widget = NameInput(
        attrs={"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}
    )
    default_error_messages = {
        "required": _("Type a name."),
        "unreadable": _("Some characters cannot be read. Type the name again with letters only."),
        "too_long": _("Shorten the name: you typed %(count)d characters, at most %(most)d fit."),
        "number": _(
            "Numbers are not searched here. Type the name, or use the check with NIK, which asks "
            "for both."
        ),
        "too_short": _("Type at least %(least)d letters of the name."),
        "initials": _("Type at least one whole word of the name, not only initials."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Replaces Django's check for NUL, whose message names no remedy.
        self.validators = [self._check]

    def to_python(self, value: Any) -> str:
        return super().to_python(without_format_characters(value or "")) or ""

    def _check(self, text: str) -> None:
        if any(not (character.isprintable() or character.isspace()) for character in text):
            self._refuse("unreadable")
        if sum(character.isnumeric() for character in text) >= DIGITS_OF_A_NUMBER:
            self._refuse("number")
        if len(text) > MOST_CHARACTERS:
            self._refuse("too_long", count=len(text), most=MOST_CHARACTERS)
        if sum(character.isalpha() for character in text) < search.FEWEST_LETTERS:
            self._refuse("too_short", least=search.FEWEST_LETTERS)
        if not search.is_searchable(text):
            self._refuse("initials")

    def _refuse(self, code: str, **params: int) -> None:
        raise ValidationError(self.error_messages[code], code=code, params=params)


class NikField(forms.CharField):
    """A NIK: its shape is checked, whether anyone has it is not told here."""

    widget = NumberInput(
        attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}
    )
    default_error_messages = {
        "required": _("Type the 16 digits of the NIK."),
        "letters": _("A NIK has digits only. Take out letters and signs."),
        "length": _("A NIK has 16 digits; you entered %(count)d."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Without Django's check for NUL, whose message names no remedy: a NUL is no digit either.
        self.validators = []

    def clean(self, value: Any) -> str:
        text = super().clean(without_format_characters(value or ""))
        # Zeros mean no number in a list; typed here they are one that nobody has.
        number = nik.clean(text) or "".join(filter(str.isdigit, text))
        if number and not (number.isascii() and number.isdigit()):
            raise ValidationError(self.error_messages["letters"], code="letters")
        if len(number) != nik.LENGTH:
            count = sum(character.isdigit() for character in text)
            raise ValidationError(
                self.error_messages["length"], code="length", params={"count": count}
            )
        return number


class SearchForm(forms.Form):
    """A name, and where to look for it."""

    name = NameField(label=_("Name"))
    area = AreaField(label=_("Kecamatan or kelurahan"), required=False)


class NikCheckForm(forms.Form):
    """A name and a NIK, which only together find somebody."""

    name = NameField(label=_("Name"))
    number = NikField(label="NIK")
