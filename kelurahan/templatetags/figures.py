"""How figures are written: 50.658, 80,07 %, and small bars in tables."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kelurahan import charts, writing
from kelurahan.figures import Count

register = template.Library()


@register.filter
def count(figure: Count) -> str | SafeString:
    """Write a published number; say so where it is protected, a dash where there is none."""
    if figure.suppressed:
        return format_html(
            '<span class="muted small" data-suppressed>{}</span>', gettext("1–7 or protected")
        )
    return writing.number(figure.value)


@register.filter
def difference(value: int | None) -> str:
    """Write how many more or fewer, always with its sign; a dash where it is not known."""
    return writing.signed(value)


@register.filter
def percent(value: Decimal | None) -> str:
    """Write a percentage with two decimals and a space that does not break."""
    return writing.percentage(value)


@register.simple_tag
def bar(value: Decimal | None, fill: str = "fill-paid") -> SafeString:
    """Draw a small bar of a percentage."""
    return charts.bar(value, fill)
