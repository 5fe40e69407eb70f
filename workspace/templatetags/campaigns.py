"""How the progress of a campaign is written."""

from django import template

from kelurahan.figures import percent
from kelurahan.templatetags.figures import percent as written
from verification.board import Line

register = template.Library()


@register.filter
def done_percent(line: Line) -> str:
    """Write which part of a campaign's people is visited: 80,07 %."""
    return written(percent(line.done, line.target))
