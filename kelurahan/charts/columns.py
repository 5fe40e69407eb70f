"""Small columns on one scale of 0 to 100 %: several of them beside each other can be compared."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kelurahan.charts.image import image
from kelurahan.registry import Text

HEIGHT, COLUMN, GAP = 100, 40, 12
# Few columns stay as narrow as many would be.
FEWEST_PLACES = 4


def columns(
    *, chart_id: str, title: Text, description: Text, percents: Sequence[Decimal | None]
) -> SafeString:
    """Return one column per percentage, each before its full height; None leaves a gap."""
    width = max(len(percents), FEWEST_PLACES) * (COLUMN + GAP) - GAP
    shown = [(place, percent) for place, percent in enumerate(percents) if percent is not None]
    tracks = _rects("fill-track", ((place, HEIGHT) for place, _ in shown))
    filled = _rects("fill-paid", ((place, _height(percent)) for place, percent in shown))
    return image(
        chart_id=chart_id,
        title=title,
        description=description,
        size=(width, HEIGHT),
        css="columns",
        content=tracks + filled + format_html('<path class="axis" d="M0 {0}H{1}"/>', HEIGHT, width),
    )


def _height(percent: Decimal) -> int:
    return round(max(min(percent, Decimal(100)), Decimal(0)))


def _rects(fill: str, heights: Iterable[tuple[int, int]]) -> SafeString:
    return format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (fill, str(place * (COLUMN + GAP)), str(HEIGHT - high), str(COLUMN), str(high))
            for place, high in heights
        ),
    )
