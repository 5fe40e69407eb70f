"""Parts of a page that many households share, rendered once and kept in the process."""

from collections.abc import Hashable, Iterable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()
# Of a few kilobytes each.
MOST_KEPT = 8_192


@lru_cache(maxsize=MOST_KEPT)
def _rendered(template_name: str, part: Hashable, _language: str | None) -> SafeString:
    return render_to_string(template_name, {"part": part})


@register.simple_tag
def kept(template_name: str, part: Hashable) -> SafeString:
    """Return a template rendered with `part`: an immutable value that names nobody.

    The same value always gives the same text, so that nothing kept is ever out of date.
    """
    return _rendered(template_name, part, get_language())


@register.simple_tag
def kept_each(template_name: str, parts: Iterable[Hashable]) -> SafeString:
    """Return the same for several values, one after the other."""
    language = get_language()
    texts = [_rendered(template_name, part, language) for part in parts]
    return mark_safe("\n".join(texts))  # noqa: S308 - each is a rendered template
