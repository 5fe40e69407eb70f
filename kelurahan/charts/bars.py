"""Bars: one split into its parts, and small ones for rows of tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kelurahan.charts.image import image
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
    track = format_html('<rect class="fill-track" width="{}" height="{}"/>', WIDTH, HEIGHT)
    return image(
        chart_id=chart_id,
        title=title,
        description=description,
        size=(WIDTH, HEIGHT),
        css="bar",
        content=track + rects,
    )


def bar(percent: Decimal | None, fill: str = "fill-paid") -> SafeString:
    """Return a small bar of `percent` of its track, for a row of a table that says the number."""
    filled = 0 if percent is None else round(min(percent, Decimal(100)) * BAR_WIDTH / 100)
    return _bar(filled, fill)


@cache
def _bar(filled: int, fill: str) -> SafeString:
    """Return one of the few bars there are: tables repeat them hundreds of times."""
    return format_html(
        '<svg class="bar" aria-hidden="true" focusable="false" width="{width}" height="{height}" '
        'viewBox="0 0 {width} {height}" preserveAspectRatio="none">'
        '<rect class="fill-track" width="{width}" height="{height}"/>'
        '<rect class="{fill}" width="{filled}" height="{height}"/></svg>',
        width=str(BAR_WIDTH),
        height=str(BAR_HEIGHT),
        fill=fill,
        filled=str(filled),
    )
