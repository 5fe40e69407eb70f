"""What residents type: cleaned of what cannot be read, refused with the remedy, never lost."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms.renderers import BaseRenderer
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from complaints import texts, tokens
from recipients.identity import MASK

# Characters that turn the direction of text around: a story must read as it was typed.
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
COUNTRY = "62"
_TRUNK = "0"
# ITU-T E.164 allows 15 digits; the shortest lines of Indonesia have 8 without the country code.
FEWEST_DIGITS, MOST_DIGITS = 8, 15


def readable(text: str) -> str:
    """Return the text in composed letters and with plain line ends, without unreadable signs."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        " " if character == "\t" else character
        for character in composed
        if character in "\n\t"
        or (unicodedata.category(character) not in ("Cc", "Cs") and character not in _TURNING)
    )


class MaskedInput(forms.TextInput):
    """A box that shows what was typed again, but no identity number."""

    def format_value(self, value: Any) -> str | None:
        return texts.set_apart_numbers(readable(value)).text if isinstance(value, str) else None


class PlainField(forms.CharField):
    """One line of text."""

    widget: forms.Widget | type[forms.Widget] = MaskedInput
    default_error_messages = {
        "too_long": _("Shorten this: you typed %(count)d characters, at most %(most)d fit."),
    }

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most
        self.widget.attrs.setdefault("maxlength", most)
        # Replaces Django's check for NUL: `readable` has taken it out.
        self.validators = [self._check_length]

    def to_python(self, value: Any) -> str:
        return str(super().to_python(readable(value) if isinstance(value, str) else value))

    def _check_length(self, text: str) -> None:
        if len(text) > self.most:
            raise ValidationError(
                self.error_messages["too_long"], code="too_long",
                params={"count": len(text), "most": self.most},
            )  # fmt: skip


class StoryInput(forms.Textarea):
    """A text shown again with masks for identity numbers, which a sealed field remembers.

    What comes back under the masks is put in their place, so that nobody types a NIK twice.
    """

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        told = texts.set_apart_numbers(readable(value if isinstance(value, str) else ""))
        box = super().render(name, told.text, attrs, renderer)
        memory = tokens.remember(told.numbers)
        hidden = '<input type="hidden" name="{}-memory" value="{}">'
        return box + format_html(hidden, name, memory) if memory else box

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        text = data.get(name)
        if isinstance(text, str):
            for number in tokens.recall(data.get(f"{name}-memory", "")):
                text = text.replace(MASK, number, 1)
        return text


class StoryField(PlainField):
    """What happened, in the citizen's own words."""

    widget = StoryInput
    default_error_messages = {
        "required": _("Tell what happened."),
        "too_short": _("Tell a little more: what happened, where and when."),
    }
    FEWEST_LETTERS = 10

    def _check_length(self, text: str) -> None:
        super()._check_length(text)
        if sum(character.isalnum() for character in text) < self.FEWEST_LETTERS:
            raise ValidationError(self.error_messages["too_short"], code="too_short")


class PhoneField(PlainField):
    """A telephone number; cleaned it is "+" and digits with the country code."""

    widget = MaskedInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
    default_error_messages = {
        "not_a_number": _("Type the telephone number with digits only, as in 0812 3456 7890."),
        "length": _("This is no whole telephone number. Check its digits, as in 0812 3456 7890."),
        "identity": _("This has 16 digits like a NIK. Type the telephone number here."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=40, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        if texts.set_apart_numbers(text).numbers:
            raise ValidationError(self.error_messages["identity"], code="identity")
        return f"+{self._digits(re.sub(r'[\s.()/\-‐-―]', '', unicodedata.normalize('NFKC', text)))}"

    def _digits(self, typed: str) -> str:
        number = typed.removeprefix("+")
        if not (number.isascii() and number.isdigit()):
            raise ValidationError(self.error_messages["not_a_number"], code="not_a_number")
        if typed.startswith("+") or number.startswith(COUNTRY):
            # "+62 0812…" is a common slip.
            number = re.sub(rf"^{COUNTRY}{_TRUNK}+", COUNTRY, number)
        else:
            number = COUNTRY + number.lstrip(_TRUNK)
        if not FEWEST_DIGITS + 2 <= len(number) <= MOST_DIGITS or number.startswith(_TRUNK):
            raise ValidationError(self.error_messages["length"], code="length")
        return number


class EmailField(PlainField):
    """An e-mail address."""

    widget = MaskedInput(attrs={"type": "email", "autocomplete": "email", "inputmode": "email"})
    default_error_messages = {
        "invalid": _("This is no whole e-mail address. It looks like nama@contoh.id."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=254, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            if text:
                validate_email(text)
                text.rpartition("@")[2].encode("idna")  # as mail servers are asked for it
        except (ValidationError, UnicodeError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        return str(text)
