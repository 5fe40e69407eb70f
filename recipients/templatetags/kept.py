"""Parts of a page that many households share, rendered once and kept in the process."""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST_KEPT = 4_096


@lru_cache(maxsize=MOST_KEPT)
def _rendered(template_name: str, part: Hashable, _language: str | None) -> SafeString:
    return render_to_string(template_name, {"part": part})


@register.simple_tag
def kept(template_name: str, part: Hashable) -> SafeString:
    """Return a template rendered with `part`: an immutable value that names nobody.

    The same value always gives the same text, so that nothing kept is ever out of date.
    """
    return _rendered(template_name, part, get_language())
