"""Areas in the order of one column. Every order has its own address, so that pages are kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kelurahan.area_maps import AreaMap, area_map
from kelurahan.area_page import row_of
from kelurahan.area_rows import AreaRow, full_name
from kelurahan.figures import figures_of, headline
from kelurahan.models import Area, Release
from kelurahan.registry import Text, registry

# Behind every order's word, for the other direction.
BACK = "-balik"
NOTHING = Decimal(-1)


@dataclass(frozen=True)
class Column:
    """What a table can be sorted by; `falls` says that its first order begins with the most."""

    word: str
    label: Text
    key: Callable[[AreaRow], Decimal | int | str]
    falls: bool = True


def _percent(row: AreaRow) -> Decimal:
    return NOTHING if row.percent is None else row.percent


NAME = Column("nama", _("Area"), lambda row: row.area.name, falls=False)
NUMBERS = (
    Column("persen", "%", _percent),
    Column("menerima", _("received"), lambda row: row.fates[0].received.count.value or 0),
    Column("berhak", _("due"), lambda row: row.fates[0].due.value or 0),
)
COLUMNS = {column.word: column for column in (NAME, *NUMBERS)}
ORDERS = {word: (c, back) for c in COLUMNS.values() for back in (False, True)
          if (word := c.word + BACK * back)}  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """The head of a column: a link to its order, or to the other direction of the present one."""

    label: Text
    address: str
    sorted: str
    arrow: str


@dataclass(frozen=True)
class Headings:
    """The heads of a table of areas; `numbers` belong to the first group of families."""

    name: Heading
    numbers: Sequence[Heading]


@dataclass(frozen=True)
class Ranking:
    """The areas of one level within another, in one order."""

    area: Area
    name: str
    trail: Sequence[tuple[str, str]]
    rows: Sequence[AreaRow]
    headings: Headings
    map: AreaMap | None
    order: str


def headings(area: str, *, view: str = "sorted", order: str = "") -> Headings:
    """Return the heads of the table of an area's parts, which is in `order` now."""

    def heading(column: Column) -> Heading:
        is_now = order.removesuffix(BACK) == column.word
        is_back = is_now and order.endswith(BACK)
        word = column.word + BACK if is_now and not is_back else column.word
        falls = column.falls is not is_back
        return Heading(
            column.label,
            reverse(f"statistics:{view}", args=[area, word]),
            ("descending" if falls else "ascending") if is_now else "",
            (" ▼" if falls else " ▲") if is_now else "",
        )

    return Headings(heading(NAME), [heading(column) for column in NUMBERS])


def in_order(rows: Sequence[AreaRow], order: str) -> list[AreaRow]:
    """Return the rows in an order of `ORDERS`; equals follow each other by their code."""
    column, is_back = ORDERS[order]
    rows = sorted(rows, key=lambda row: row.area.code)
    return sorted(rows, key=column.key, reverse=column.falls is not is_back)


def ranking(
    release: Release, code: str, *, level: Area.Level | None = None, order: str = "", view: str
) -> Ranking | None:
    """Return the parts of an area at `level`, else its next parts, in two or three queries.

    None where no area with published parts has this code.
    """
    areas = {area.code: area for area in Area.objects.within(code).order_by("code")}
    areas |= {a.code: a for a in Area.objects.filter(code__in=_above(code))} if areas else {}
    parts = [a for a in areas.values() if (a.level == level if level else a.parent_id == code)]
    families = registry.families()
    codes = [part.code for part in parts if part.code.startswith(f"{code}.")]
    figures = figures_of(release, code, beside=codes, keys=headline(families))
    shown = figures.areas()
    rows = [row_of(figures, areas[c], families) for c in codes if c in shown]
    if not rows:
        return None
    trail = [(areas[c].get_absolute_url(), full_name(areas[c])) for c in [*_above(code), code]]
    return Ranking(
        areas[code], full_name(areas[code]), trail,
        in_order(rows, order) if order else rows,
        headings(code, view=view, order=order), None if order else area_map(rows), order,
    )  # fmt: skip


def _above(code: str) -> list[str]:
    return [code[:length] for length in (5, 8) if length < len(code)]


def title(page: Ranking, level: Area.Level | None) -> str:
    """Return what the page of a ranking is called."""
    words = {"name": page.name}
    if level == Area.Level.KELURAHAN or page.area.level != Area.Level.CITY:
        return gettext("All kelurahan of %(name)s") % words
    return gettext("All kecamatan of %(name)s") % words
