"""Columns that several formats of the register share, with the headers seen in the field."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from imports import normalisers as read
from imports.formats import BadCellError, Column, Kind
from imports.readers.cells import Cell
from recipients.models import Relation, Sex

SEXES = {
    "l": Sex.MALE, "lk": Sex.MALE, "laki_laki": Sex.MALE, "laki": Sex.MALE, "pria": Sex.MALE,
    "m": Sex.MALE, "male": Sex.MALE, "1": Sex.MALE,
    "p": Sex.FEMALE, "pr": Sex.FEMALE, "perempuan": Sex.FEMALE, "wanita": Sex.FEMALE,
    "f": Sex.FEMALE, "female": Sex.FEMALE, "2": Sex.FEMALE,
}  # fmt: skip
# Words only: the ministry's and the civil registry's number codes for relations differ.
RELATIONS = {
    "kepala_keluarga": Relation.HEAD, "kepala_rumah_tangga": Relation.HEAD, "kk": Relation.HEAD,
    "head": Relation.HEAD, "kepala": Relation.HEAD,
    "istri": Relation.SPOUSE, "suami": Relation.SPOUSE, "istri_suami": Relation.SPOUSE,
    "isteri": Relation.SPOUSE, "pasangan": Relation.SPOUSE, "spouse": Relation.SPOUSE,
    "wife": Relation.SPOUSE, "husband": Relation.SPOUSE,
    "anak": Relation.CHILD, "anak_kandung": Relation.CHILD, "anak_tiri": Relation.CHILD,
    "anak_angkat": Relation.CHILD, "child": Relation.CHILD,
    "orang_tua": Relation.PARENT, "orangtua": Relation.PARENT, "mertua": Relation.PARENT,
    "orang_tua_mertua": Relation.PARENT, "ayah": Relation.PARENT, "ibu": Relation.PARENT,
    "parent": Relation.PARENT,
    **dict.fromkeys(
        ("menantu", "cucu", "famili_lain", "saudara", "keponakan", "kakak", "adik", "pembantu",
         "lainnya", "lain_lain", "kerabat", "other", "famili", "sepupu", "kakek", "nenek"),
        Relation.OTHER,
    ),
}  # fmt: skip
YES_NO: dict[str, str] = {
    **dict.fromkeys(("ya", "y", "1", "true", "meninggal", "sudah_meninggal", "wafat", "yes"), "1"),
    **dict.fromkeys(("tidak", "t", "n", "0", "false", "hidup", "no", "belum"), ""),
}

# Sixteen digits, however they are grouped.
_NUMBER = re.compile(r"(?<!\d)\d(?:[\s.\-]?\d){15}(?!\d)")


def words(longest: int) -> Callable[[Cell], str]:
    """Read a name or an address; a NIK or KK number in it would be stored for all to read."""
    read_text = read.text(longest)

    def read_words(cell: Cell) -> str:
        if isinstance(cell, bool):
            raise BadCellError("not_words")
        value = read_text(cell)
        if _NUMBER.search(value):
            raise BadCellError("number_in_text")
        return value

    return read_words


def _padded(cell: Cell) -> str:
    """Read RT or RW: "1", "01" and "RT 001" are all "001"."""
    value = read.as_text(cell).upper().removeprefix("RT").removeprefix("RW").strip(" ./:")
    if value in ("", "-"):
        return ""
    if len(value) > 3:
        value = value.lstrip("0") or "0"
    return read.text(3)(value.zfill(3))


def _told(words: dict[str, str]) -> Any:
    """Return a reader of yes or no."""
    choose = read.choice(words)
    return lambda cell: choose(cell) == "1"


HOUSEHOLD_ID = Column(
    "household_id",
    ("id_keluarga", "idkeluarga", "id_rumah_tangga", "id_ruta", "idbdt", "id_bdt", "id_dtks",
     "nomor_keluarga", "source_household_id", "household_id", "family_id"),
    read.code(64), needed=True, required=True, repeats=False,
    help=_("The source's own number of the family."), example="KEL-0001",
)  # fmt: skip
PERSON_ID = Column(
    "person_id",
    ("id_individu", "idindividu", "id_art", "idartbdt", "idsemesta", "id_semesta", "id_anggota",
     "source_person_id", "person_id"),
    read.code(64), needed=True, required=True, repeats=False,
    help=_("The source's own number of the person."), example="IND-0001",
)  # fmt: skip
NAME = Column(
    "name",
    ("nama", "nama_lengkap", "nama_art", "nama_penerima", "nama_anggota", "nama_individu", "name",
     "full_name"),
    words(150), needed=True, required=True, repeats=False,
    help=_("The name as on the e-KTP."), example="Siti Aminah",
)  # fmt: skip
NIK = Column(
    "nik", ("nik", "no_nik", "nomor_nik", "nik_ktp", "no_ktp", "nomor_ktp", "nik_penerima"),
    read.identity, Kind.IDENTITY, needed=True, repeats=False,
    help=_("16 digits as text. Leave empty, or write -, when there is none."),
    example="3273055201800003",
)  # fmt: skip
KK = Column(
    "kk", ("no_kk", "nokk", "nomor_kk", "kk", "nomor_kartu_keluarga", "no_kartu_keluarga",
           "kk_number"),
    read.identity, Kind.IDENTITY, needed=True, repeats=False,
    help=_("16 digits as text."), example="3273051203150001",
)  # fmt: skip
BIRTH_DATE = Column(
    "birth_date", ("tanggal_lahir", "tgl_lahir", "tgllahir", "birth_date", "date_of_birth", "dob"),
    read.date, Kind.DATE, empty=None,
    help=_("Day, month, year."), example="12-01-1980",
)  # fmt: skip
BIRTH_PLACE = Column(
    "birth_place", ("tempat_lahir", "tmp_lahir", "tmplahir", "tpt_lahir", "birth_place"), words(60),
    help=_("City or regency of birth."), example="Bandung",
)  # fmt: skip
MOTHER_NAME = Column(
    "mother_name",
    ("nama_ibu_kandung", "ibu_kandung", "nama_ibu", "nm_ibu", "mother_name"), words(150),
    help=_("Her name as on the family card; it tells namesakes apart."), example="Aminah",
)  # fmt: skip
SEX = Column(
    "sex", ("jenis_kelamin", "jk", "kelamin", "jnskel", "sex", "gender"),
    read.choice(SEXES), Kind.CHOICE, choices=("L", "P"),
    help=_("L for a man, P for a woman."), example="P",
)  # fmt: skip
RELATION = Column(
    "relation",
    ("hubungan_keluarga", "hub_kepala_keluarga", "hubungan", "hubungan_dengan_kepala_keluarga",
     "status_hubungan", "shdk", "hub_keluarga", "relation"),
    read.choice(RELATIONS), Kind.CHOICE, empty=Relation.OTHER,
    choices=("kepala keluarga", "istri", "suami", "anak", "orang tua", "lainnya"),
    help=_("In words, since number codes differ between sources."), example="kepala keluarga",
)  # fmt: skip
ADDRESS = Column(
    "address", ("alamat", "alamat_lengkap", "address"), words(200), repeats=False,
    help=_("Street and house number."), example="Jl. Sudirman 12",
)  # fmt: skip
RT = Column("rt", ("rt", "no_rt"), _padded, example="001")
RW = Column("rw", ("rw", "no_rw"), _padded, example="004")
KELURAHAN = Column(
    "kelurahan",
    ("kode_kelurahan", "kode_desa_kelurahan", "kemendagri_kode_desa_kelurahan", "kode_kd",
     "kode_desa", "id_desa", "kelurahan_code", "area_code", "kode_wilayah", "kd_kel"),
    read.kelurahan_code, Kind.AREA, needed=True,
    help=_("Kemendagri code with or without dots; a kelurahan's own list may leave it empty."),
    example="32.73.05.1006",
)  # fmt: skip
DESIL = Column(
    "desil", ("desil", "desil_nasional"), read.whole(1, 10), Kind.WHOLE, empty=None,
    help=_("1 to 10."), example="2",
)  # fmt: skip
DECEASED = Column(
    "deceased", ("meninggal", "keterangan_meninggal", "deceased"),
    _told(YES_NO), Kind.CHOICE, empty=False, choices=("ya", "tidak"),
    help=_("Whether the person has died."), example="tidak",
)  # fmt: skip
PROGRAMME = Column(
    "programme", ("program", "kode_program", "nama_program", "jenis_bansos", "programme"),
    lambda cell: read.fold(str(read.text(60)(cell))).replace("_", "-"),
    help=_("The short name of the programme, where the file is not about one only."),
    example="bst",
)  # fmt: skip


def optional(column: Column) -> Column:
    """Return the column as one that a file may lack and a row may leave empty."""
    return replace(column, needed=False, required=False)
