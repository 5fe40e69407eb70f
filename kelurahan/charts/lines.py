"""A line over the Releases."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kelurahan.charts.image import image
from kelurahan.charts.scale import Scale
from kelurahan.registry import Text

WIDTH, HEIGHT, EDGE = 600, 120, 10


def line(
    *, chart_id: str, title: Text, description: Text, values: Sequence[Decimal | None], scale: Scale
) -> SafeString:
    """Return a line through the values, broken where one is None; its lines of help are `scale`'s.

    The x axis is the order of the values, not time.
    """
    points = _points(values, scale)
    helps = format_html_join(
        "",
        '<path class="help" d="M0 {}H{}"/>',
        ((str(_y(Decimal(edge), scale)), str(WIDTH)) for edge in scale.edges),
    )
    dots = format_html_join(
        "",
        '<path class="dot" d="M{} {}h0"/>',
        ((str(x), str(y)) for run in points for x, y in run),
    )
    return image(
        chart_id=chart_id,
        title=title,
        description=description,
        size=(WIDTH, HEIGHT),
        css="line",
        content=helps + format_html('<path class="run" d="{}"/>', _path(points)) + dots,
    )


def _points(values: Sequence[Decimal | None], scale: Scale) -> list[list[tuple[int, int]]]:
    """Return the runs of values that follow each other without a gap."""
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    known = groupby(enumerate(values), key=lambda pair: pair[1] is not None)
    return [
        [
            (round(EDGE + place * step), _y(value, scale))
            for place, value in run
            if value is not None
        ]
        for is_known, run in known
        if is_known
    ]


def _y(value: Decimal, scale: Scale) -> int:
    low, high = scale.edges[0], scale.edges[-1]
    share = (value - low) / (high - low)
    return round(HEIGHT - EDGE - float(share) * (HEIGHT - 2 * EDGE))


def _path(runs: Sequence[Sequence[tuple[int, int]]]) -> str:
    return "".join("M" + "L".join(f"{x} {y}" for x, y in run) for run in runs)
