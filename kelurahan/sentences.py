"""What a chart shows, as the sentence above it. Every number in them is computed."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kelurahan.figures import Fate, Part
from kelurahan.trends import Trend
from kelurahan.writing import number, percentage, points

ALL = Decimal(100)


def received(fate: Fate) -> str:
    """Say how many of those due have received aid."""
    return _("%(percent)s of %(group)s families due aid have received it") % {
        "percent": percentage(fate.received.percent), "group": fate.outcome.label,
    }  # fmt: skip


def parts(fate: Fate) -> str:
    """Say all parts of an outcome, for those who do not see them."""
    return ", ".join(f"{part.indicator.label}: {number(part.count.value)}" for part in fate.parts)


def most_frequent(reasons: Sequence[Part]) -> str:
    """Say why aid failed most often; the empty string where no reason may be told."""
    told = [part for part in reasons if part.count.value]
    if not told:
        return ""
    return _("Aid failed most often because: %(reason)s (%(percent)s)") % {
        "reason": told[0].indicator.label, "percent": percentage(told[0].percent),
    }  # fmt: skip


def spread(rows: Sequence[tuple[str, Decimal | None]]) -> str:
    """Say where least and most has been received, of areas, programmes or channels by name."""
    known = [(percent, name) for name, percent in rows if percent is not None]
    if not known:
        return ""
    (low, lowest), (high, highest) = min(known), max(known)
    if low == high:
        return _("The same everywhere: %(percent)s received") % {"percent": percentage(low)}
    return _("From %(low)s in %(lowest)s to %(high)s in %(highest)s") % {
        "low": percentage(low), "lowest": lowest, "high": percentage(high), "highest": highest,
    }  # fmt: skip


def furthest_behind(rows: Sequence[tuple[str, Decimal | None]]) -> str:
    """Say which programme or channel has paid least; that all is paid where it is."""
    known = [(percent, name) for name, percent in rows if percent is not None]
    if not known:
        return ""
    percent, name = min(known)
    if percent == ALL:
        return _("Everything has been paid")
    if len(known) == 1:
        return _("%(name)s: %(percent)s paid") % {
            "name": capfirst(name), "percent": percentage(percent),
        }  # fmt: skip
    return _("Least has been paid by %(name)s: %(percent)s") % {
        "name": name, "percent": percentage(percent),
    }  # fmt: skip


def beside(fate: Fate, above: Fate, name: str) -> str:
    """Say how an area stands against the one above it."""
    here, there = fate.received.percent, above.received.percent
    if here is None or there is None:
        return ""
    words = {"here": percentage(here), "points": points(here - there), "name": name}
    if here == there:
        return _("%(here)s here, as in %(name)s") % words
    if here > there:
        return _("%(here)s here, %(points)s points more than in %(name)s") % words
    return _("%(here)s here, %(points)s points less than in %(name)s") % words


def went(trend: Trend, *, since: int = -2) -> str:
    """Say how the percentage went since an earlier moment, the Release before or the first."""
    step = trend.step(since)
    if step is None:
        return ""
    words = {
        "points": points(step), "percent": percentage(trend.percents[-1]),
        "number": trend.moments[since].number,
    }  # fmt: skip
    if not step:
        return _("%(percent)s have received aid, as in release %(number)s") % words
    if step > 0:
        return (
            _("%(percent)s have received aid, %(points)s points more than in release %(number)s")
            % words
        )
    return (
        _("%(percent)s have received aid, %(points)s points less than in release %(number)s")
        % words
    )


def each_release(trend: Trend) -> str:
    """Say the percentage of every Release, for those who do not see the line."""
    told = zip(trend.moments, trend.percents, strict=True)
    return ", ".join(f"#{moment.number}: {percentage(percent)}" for moment, percent in told)
