"""How the pages of likely doubles write probabilities and bits."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

from kelurahan import writing

register = template.Library()


@register.filter
def likely(probability: float) -> str:
    """Write a probability as a percentage; never 100 %."""
    return writing.percentage(min(Decimal(f"{probability * 100:.2f}"), Decimal("99.99")))


@register.filter
def bits(value: float) -> str:
    """Write a weight with its sign and one decimal."""
    sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""
    return sign + number_format(abs(value), 1)
