"""Identity numbers in a form that is shown again: never as text, kept sealed in a hidden field."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from django.forms.renderers import BaseRenderer
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts import crypto
from recipients.forms import NumberInput

LONGEST = 60
_PLACE = "workspace.proposing number"


def remember(number: str) -> str:
    """Return a typed number sealed for a hidden field."""
    return urlsafe_b64encode(crypto.seal(number[:LONGEST], place=_PLACE)).decode()


def recall(text: str) -> str:
    """Return the number that `remember` sealed; anything else gives none."""
    try:
        return crypto.unseal(urlsafe_b64decode(text[:1_000].encode()), place=_PLACE)
    except (ValueError, crypto.UnreadableError):
        return ""


class KeptNumberInput(NumberInput):
    """An empty text box, and beside it what was typed there before, sealed.

    A number that is typed counts, otherwise the kept one; "-" takes the kept one back.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        typed = str(data.get(name) or "").strip()
        return typed or recall(str(data.get(f"{name}-kept") or ""))

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        box = super().render(name, value, attrs, renderer)
        if not value:
            return box
        return format_html(
            '{}<input type="hidden" name="{}-kept" value="{}"><span class="field__help" data-kept>'
            "{}</span>",
            box, name, remember(str(value)),
            _("A number is kept here unseen. Type another, or “-” for none."),
        )  # fmt: skip
