"""The layout of the batch for the ministry: SIKS-NG's words as far as they could be seen.

No official template could be seen (docs/round-trip.md), so the layout is this table and nothing
else: a header and where its cell comes from. `row.` is the entry as it stands, `asked.` what is
asked for in its place.
"""

from collections.abc import Mapping
from typing import Any

from recipients.models import Relation, Sex
from verification.models import Action, Kind

COLUMNS: tuple[tuple[str, str], ...] = (
    ("no", "line.number"),
    ("referensi", "row.reference"),
    ("triwulan", "line.cycle"),
    ("usulan", "line.action"),
    ("alasan", "line.kind"),
    ("cakupan", "line.scope"),
    ("pengajuan_ke", "line.age"),
    ("id_keluarga", "row.household_id"),
    ("id_individu", "row.person_id"),
    ("nik", "row.nik"),
    ("no_kk", "row.kk"),
    ("nama", "row.name"),
    ("tanggal_lahir", "row.birth_date"),
    ("jenis_kelamin", "row.sex"),
    ("hubungan_keluarga", "row.relation"),
    ("alamat", "row.address"),
    ("rt", "row.rt"),
    ("rw", "row.rw"),
    ("kode_kelurahan", "row.kelurahan"),
    ("keterangan_meninggal", "row.deceased"),
    ("nik_perbaikan", "asked.nik"),
    ("no_kk_perbaikan", "asked.kk"),
    ("nama_perbaikan", "asked.name"),
    ("tanggal_lahir_perbaikan", "asked.birth_date"),
    ("jenis_kelamin_perbaikan", "asked.sex"),
    ("alamat_perbaikan", "asked.address"),
    ("rt_perbaikan", "asked.rt"),
    ("rw_perbaikan", "asked.rw"),
    ("kode_kelurahan_perbaikan", "asked.kelurahan"),
    ("keterangan_meninggal_perbaikan", "asked.deceased"),
)
HEADER = tuple(header for header, _source in COLUMNS)
NUMBERS = frozenset(
    place for place, (_h, source) in enumerate(COLUMNS) if source.endswith((".nik", ".kk"))
)
# Words of the field, whatever the language of the one who takes the file.
WORDS: Mapping[str, Mapping[Any, str]] = {
    "action": {Action.DELETE: "hapus", Action.REPAIR: "perbaikan", Action.KEEP: "tetap"},
    "kind": {
        Kind.NOT_FOUND: "tidak ditemukan", Kind.MOVED: "pindah", Kind.DUPLICATE: "data ganda",
        Kind.INVALID: "invalid", Kind.DECEASED: "meninggal", Kind.NO_NIK: "tanpa e-KTP",
        Kind.OTHER: "lainnya",
    },
    "sex": {Sex.MALE: "L", Sex.FEMALE: "P"},
    "relation": {
        Relation.HEAD: "kepala keluarga", Relation.SPOUSE: "istri/suami", Relation.CHILD: "anak",
        Relation.PARENT: "orang tua", Relation.OTHER: "lainnya",
    },
    "deceased": {True: "ya", False: "tidak"},
    "scope": {True: "individu", False: "keluarga"},
}  # fmt: skip


def cells(values: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the row of the file for values by `line`, `row` and `asked`."""
    return [_cell(values, *source.split(".")) for _header, source in COLUMNS]


def _cell(values: Mapping[str, Mapping[str, Any]], part: str, name: str) -> str:
    value = values[part].get(name, "")
    if name == "birth_date" and value:
        year, month, day = str(value).split("-")
        return f"{day}-{month}-{year}"
    return WORDS[name].get(value, "") if name in WORDS else str(value)
