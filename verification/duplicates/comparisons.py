"""What of two entries is compared: ordered levels as SQL over the traits `l.` and `r.`.

Only what PostgreSQL, DuckDB and Spark all know: =, <>, AND, OR, NOT, IS NULL, abs, + and -,
levenshtein, substr, length. The first level whose condition is true counts; a condition on a trait
that is not known is not true. The last level has no condition.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison; `rarity` names the column of bits that a chance match earns."""

    key: str
    condition: str
    rarity: str = ""


@dataclass(frozen=True)
class Comparison:
    """Ordered levels; the last one is what is left."""

    key: str
    levels: tuple[Level, ...]


ONE_FAMILY = "(l.kk = r.kk OR l.household = r.household)"


def _any_window(*places: int) -> str:
    return "(" + " OR ".join(f"l.nik_{place} = r.nik_{place}" for place in places) + ")"


# A code beyond the kecamatan of the office, a running number: strangers differ by a digit there.
_SLIP = _any_window(1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13)
_WEAK_SLIP = _any_window(5, 14, 15)
_SHARED = "(l.nik_count > 3 OR r.nik_count > 3)"
_UNKNOWN_NIK = f"(l.nik IS NULL OR r.nik IS NULL OR {_SHARED})"
_NO_DATE = "(l.birth_year IS NULL OR r.birth_year IS NULL)"
_YEAR = "l.birth_year = r.birth_year"
_MONTH = "l.birth_month = r.birth_month"
_DAY = "l.birth_day = r.birth_day"
_SWAPPED = f"({_YEAR} AND l.birth_month = r.birth_day AND l.birth_day = r.birth_month)"
_FILLED = "(l.birth_filled OR r.birth_filled)"
_YEAR_SLIP = f"({_DAY} AND {_MONTH} AND abs(l.birth_year - r.birth_year) IN (1, 2, 10, 20, 9))"
_DAY_SLIP = (
    f"({_YEAR} AND {_MONTH} AND abs(l.birth_day - r.birth_day) IN (1, 2, 3, 9, 10, 20))"
    f" OR ({_YEAR} AND {_DAY} AND abs(l.birth_month - r.birth_month) IN (1, 2, 9, 10))"
)

BIRTH_DATE = (
    ("same", f"{_YEAR} AND {_MONTH} AND {_DAY} AND NOT {_FILLED}"),
    ("same_filled", f"{_YEAR} AND {_MONTH} AND {_DAY}"),
    ("swapped", _SWAPPED),
    ("slip", f"({_YEAR_SLIP} OR {_DAY_SLIP})"),
    ("year", f"{_YEAR} AND {_FILLED}"),
    ("unknown", _NO_DATE),
    ("other", ""),
)
NIK = (
    ("same", f"l.nik = r.nik AND NOT {_SHARED}"),
    ("slip", f"{_SLIP} AND NOT {_SHARED}"),
    ("near", f"{_WEAK_SLIP} AND NOT {_SHARED}"),
    ("unknown", _UNKNOWN_NIK),
    ("both_fit", "l.nik_fits = 2 AND r.nik_fits = 2"),
    ("other", ""),
)


def _both(nik: str, birth_date: str) -> str:
    return " AND ".join(f"({condition})" for condition in (nik, birth_date) if condition)


NIK_AND_BIRTH = Comparison(
    "nik_birth",
    tuple(
        Level(f"{nik}/{born}", _both(nik_condition, born_condition))
        for nik, nik_condition in NIK
        for born, born_condition in BIRTH_DATE
    ),
)
_ONE_WORD = "l.bone_1 = r.bone_1 AND (l.words = 1 OR r.words = 1)"
_SHORTER_IN_LONGER = "(l.bone_1 = r.bone_1 AND l.bone_2 = r.bone_2)"
NAME = Comparison(
    "name",
    (
        Level("same", "l.name_full = r.name_full", "name_rarity"),
        Level("bones", "l.name_bones = r.name_bones", "name_rarity"),
        Level("order", "l.name_sorted = r.name_sorted", "name_rarity"),
        Level("two_words", _SHORTER_IN_LONGER, "bone_1_rarity"),
        Level(
            "slip",
            "abs(length(l.name_full) - length(r.name_full)) <= 2"
            " AND levenshtein(l.name_full, r.name_full) <= 2",
        ),
        Level("first_only", _ONE_WORD, "bone_1_rarity"),
        Level("first", "l.bone_1 = r.bone_1", "bone_1_rarity"),
        Level("nickname", "l.nick_1 = r.nick_1"),
        Level(
            "tail",
            "(length(r.word_1) >= 4 AND length(l.word_1) > length(r.word_1)"
            " AND substr(l.word_1, length(l.word_1) - length(r.word_1) + 1) = r.word_1)"
            " OR (length(l.word_1) >= 4 AND length(r.word_1) > length(l.word_1)"
            " AND substr(r.word_1, length(r.word_1) - length(l.word_1) + 1) = l.word_1)",
        ),
        Level("second", "l.bone_2 = r.bone_2 OR l.bone_1 = r.bone_2 OR l.bone_2 = r.bone_1"),
        Level("other", ""),
    ),
)  # fmt: skip
MOTHER = Comparison(
    "mother",
    (
        Level("unknown", "l.mother_full IS NULL OR r.mother_full IS NULL"),
        Level("same", "l.mother_bones = r.mother_bones", "mother_rarity"),
        Level("first", "l.mother_bone_1 = r.mother_bone_1"),
        Level("slip", "levenshtein(l.mother_full, r.mother_full) <= 2"),
        Level("other", ""),
    ),
)
BIRTH_PLACE = Comparison(
    "birth_place",
    (
        Level("unknown", "l.birth_place IS NULL OR r.birth_place IS NULL"),
        Level("same", "l.birth_place = r.birth_place"),
        Level("other", ""),
    ),
)
PLACE = Comparison(
    "place",
    (
        Level("street", "l.street = r.street AND l.kelurahan = r.kelurahan"),
        Level("rt", "l.rt = r.rt AND l.rw = r.rw AND l.kelurahan = r.kelurahan"),
        Level("kelurahan", "l.kelurahan = r.kelurahan"),
        Level("kecamatan", "l.kecamatan = r.kecamatan"),
        Level("other", ""),
    ),
)
SEX = Comparison(
    "sex",
    (
        Level("unknown", "l.sex IS NULL OR r.sex IS NULL"),
        Level("same", "l.sex = r.sex"),
        Level("other", ""),
    ),
)
RELATION = Comparison(
    "relation",
    (
        Level("same_head", "l.relation = r.relation AND l.relation <= 2"),
        Level("same", "l.relation = r.relation"),
        Level("other", ""),
    ),
)
COMPARISONS = (NIK_AND_BIRTH, NAME, MOTHER, BIRTH_PLACE, PLACE, SEX, RELATION)
HALVES = {
    "within": (NIK_AND_BIRTH, NAME, MOTHER, BIRTH_PLACE, SEX, RELATION),
    "across": (NIK_AND_BIRTH, NAME, MOTHER, BIRTH_PLACE, PLACE, SEX),
}
# Too unlike in name and numbers to be one person, whatever else agrees.
PREFILTER = (
    "(l.nik = r.nik OR l.bone_1 = r.bone_1 OR l.nick_1 = r.nick_1"
    " OR l.bone_2 = r.bone_2 OR l.bone_1 = r.bone_2 OR l.bone_2 = r.bone_1"
    " OR (l.birth_year = r.birth_year"
    " AND (l.birth_day = r.birth_day OR l.birth_month = r.birth_month)))"
)
