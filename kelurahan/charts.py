"""Charts as inline SVG made on the server: no script, no style attribute, colours by class.

Charts hold no text, so that they stay legible at any width; the words stand beside them in HTML.
A chart that says something of its own is an image with title and description; a bar inside a row
of a table only repeats the number beside it and is hidden from screen readers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kelurahan.registry import Text

WIDTH, HEIGHT = 1000, 48
BAR_WIDTH, BAR_HEIGHT = 80, 12


@dataclass(frozen=True)
class Segment:
    """A part of a stacked bar; `fill` is a class of the stylesheet, as "fill-paid"."""

    label: Text
    value: int
    fill: str


def _spans(values: Sequence[int], width: int) -> list[tuple[int, int]]:
    """Return where each value starts and how wide it is; together they fill `width` exactly."""
    total = sum(values)
    edges = [0]
    for value in values:
        edges.append(edges[-1] + value)
    ends = [edge * width // total if total else 0 for edge in edges]
    return [(start, end - start) for start, end in pairwise(ends)]


def stacked_bar(
    *, chart_id: str, title: Text, description: Text, segments: Sequence[Segment]
) -> SafeString:
    """Return one bar split into segments; `chart_id` must be unique on the page."""
    spans = _spans([segment.value for segment in segments], WIDTH)
    rects = format_html_join(
        "",
        '<rect class="{}" x="{}" y="0" width="{}" height="{}"/>',
        (
            (segment.fill, str(x), str(max(wide - 3, 1)), str(HEIGHT))
            for segment, (x, wide) in zip(segments, spans, strict=True)
            if segment.value
        ),
    )
    return format_html(
        '<svg class="bar" role="img" aria-labelledby="{id}-title {id}-desc" '
        'viewBox="0 0 {width} {height}" preserveAspectRatio="none">'
        '<title id="{id}-title">{title}</title><desc id="{id}-desc">{description}</desc>'
        '<rect class="fill-track" width="{width}" height="{height}"/>{rects}</svg>',
        id=chart_id,
        width=str(WIDTH),
        height=str(HEIGHT),
        title=title,
        description=description,
        rects=rects,
    )


def bar(percent: Decimal | None, fill: str = "fill-paid") -> SafeString:
    """Return a small bar of `percent` of its track, for a row of a table that says the number."""
    filled = 0 if percent is None else round(min(percent, Decimal(100)) * BAR_WIDTH / 100)
    return format_html(
        '<svg class="bar" aria-hidden="true" focusable="false" width="{width}" height="{height}" '
        'viewBox="0 0 {width} {height}"><rect class="fill-track" width="{width}" '
        'height="{height}"/><rect class="{fill}" width="{filled}" height="{height}"/></svg>',
        width=str(BAR_WIDTH),
        height=str(BAR_HEIGHT),
        fill=fill,
        filled=str(filled),
    )
