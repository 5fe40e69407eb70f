"""Counts that the city or the province published per area, such as Open Data Bandung's.

Areas are joined on the Kemendagri code: the names in such files differ from the ministry's. What
is counted follows from the column that holds the number.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from imports import normalisers as read
from imports.batch import Batch, FileRow
from imports.formats import Column, Format, Kind, Lookup, Option, Target

# Field → measure; recipients are counted per programme.
COUNTS = {
    "dtks_people": "dtks_people",
    "dtks_families": "dtks_families",
    "families": "families",
    "recipients": "{programme}_families",
    "value": "{measure}",
}
# Published as families, yet the health insurance counts its members.
COUNTED_IN_PEOPLE = {"pbi_jk"}
KEYS = (
    "SELECT wanted.key, o.id FROM unnest(%(keys)s::text[]) AS wanted (key)"
    " JOIN kelurahan_officialcount o ON o.area_id = split_part(wanted.key, '|', 1)"
    " AND o.measure = split_part(wanted.key, '|', 2)"
    " AND o.year = split_part(wanted.key, '|', 3)::integer"
    " AND o.period = split_part(wanted.key, '|', 4)::integer"
)


def _measure(values: Mapping[str, Any], options: Mapping[str, str]) -> str:
    field = next(name for name in COUNTS if values[name] is not None)
    programme = str(values["programme"])
    if field == "recipients" and programme in COUNTED_IN_PEOPLE:
        return f"{programme}_people"
    return COUNTS[field].format(programme=programme or "all", measure=options["measure"])


def _key(row: FileRow, options: Mapping[str, str]) -> str | None:
    values = row.values
    if all(values[name] is None for name in COUNTS):
        return None
    return f"{values['area']}|{_measure(values, options)}|{values['year']}|{values['period']}"


def build(row: FileRow, batch: Batch) -> None:
    """Stage one count."""
    values = row.values
    counts = [name for name in COUNTS if values[name] is not None]
    if len(counts) != 1:
        row.refuse("not_one_count", counts[1] if counts else _first_column(batch))
        return
    if counts == ["value"] and not batch.options["measure"]:
        row.refuse("no_measure", "value")
        return
    found = row.match("count")
    row_id = found[0] if found else batch.reserve("count")[0]
    measure = _measure(values, batch.options)
    staged = (values["area"], measure, values["year"], values["period"],
              values[counts[0]], batch.options["source"])  # fmt: skip
    batch.stage("count", row, row_id, staged, new=found is None)


def check_file(fields: frozenset[str], options: dict[str, str]) -> str:
    """Refuse a file with no column of counts, or only one that does not say of what."""
    present = [name for name in COUNTS if name in fields]
    if present == ["value"] and not options.get("measure"):
        return "no_measure"
    return "" if present else "no_count"


def _first_column(batch: Batch) -> str:
    return next(name for name in COUNTS if name in batch.fields)


def _count(field: str, headers: tuple[str, ...], example: str = "") -> Column:
    return Column(field, headers, read.whole(0, 10**12), Kind.WHOLE, empty=None, example=example,
                  help=_("One of the columns of counts."))  # fmt: skip


FORMAT = Format(
    name="official_counts",
    title=_("Published counts"),
    description=_("Counts per area that an office published, to compare the register with."),
    columns=(
        Column("area",
               ("kode_kd", "kemendagri_kode_desa_kelurahan", "kode_kelurahan", "kode_desa",
                "kode_kec", "kemendagri_kode_kecamatan", "kode_kecamatan", "kode_wilayah", "kode"),
               read.area_code, Kind.AREA, needed=True, required=True,
               help=_("Kemendagri code of a kelurahan, kecamatan or city."),
               example="32.73.05.1006"),
        Column("year", ("tahun", "year"), read.whole(1945, 2200), Kind.WHOLE, needed=True,
               required=True, example="2021"),
        Column("period", ("semester", "triwulan", "periode"), read.whole(0, 12), Kind.WHOLE,
               empty=0, help=_("Half-year or quarter, where the file has several.")),
        Column("programme", ("jenis_bansos", "program"),
               lambda cell: read.fold(str(read.text(40)(cell))),
               help=_("Whose recipients are counted.")),
        _count("dtks_families", ("jumlah_keluarga", "jumlah_keluarga_dtks"), "1950"),
        _count("dtks_people", ("jumlah_individu", "jumlah_jiwa")),
        _count("families", ("jumlah_kk",)),
        _count("recipients", ("jumlah_kpm",)),
        _count("value", ("jumlah", "nilai", "value")),
    ),
    targets=(
        Target("count", "kelurahan.OfficialCount",
               {"area_id": "", "measure": "", "year": "", "period": "", "value": "", "source": ""},
               unique=("area_id", "measure", "year", "period"), unique_field="area",
               label=_("published counts")),
    ),
    lookups=(Lookup("count", KEYS, _key),),
    options=(
        Option("source", _("source"), help=_("Who published it, and where."), required=True,
               default="Open Data Kota Bandung", pattern=r".{1,120}"),
        Option("measure", _("what is counted"),
               help=_("Only where the column does not say it, for example dtks_families."),
               pattern=r"[a-z0-9_]{0,60}", same_list=True),
    ),
    build=build,
    check_file=check_file,
    publishes=False,
    told_apart_by=tuple(COUNTS),
    permission="kelurahan.add_officialcount",
)  # fmt: skip
