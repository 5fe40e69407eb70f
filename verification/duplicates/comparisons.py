"""What of two entries is compared: ordered levels as SQL over the traits `l.` and `r.`.

Only what PostgreSQL, DuckDB and Spark all know: =, <>, AND, OR, NOT, IS NULL, abs, + and -,
levenshtein, substr, length, greatest. The first level whose condition is true counts; a condition
on a trait that is not known is not true. The last level has no condition.
"""

from collections.abc import Sequence
from dataclasses import dataclass

ONE_FAMILY = "(l.kk = r.kk OR l.household = r.household)"
NO_MOTHER = "(l.mother_full IS NULL OR r.mother_full IS NULL)"


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

    def sql(self, values: Sequence[str]) -> str:
        """Return the SQL term that chooses the value of the level that holds."""
        return _case([level.condition for level in self.levels], values)


@dataclass(frozen=True)
class Grid(Comparison):
    """Two lists of levels compared as one: a level for each of both together, row by row."""

    rows: tuple[Level, ...]
    columns: tuple[Level, ...]

    def sql(self, values: Sequence[str]) -> str:
        """Return the SQL term that chooses the value of the level that holds."""
        width = len(self.columns)
        columns = [level.condition for level in self.columns]
        lines = [
            _case(columns, values[start : start + width]) for start in range(0, len(values), width)
        ]
        return _case([level.condition for level in self.rows], lines)


@dataclass(frozen=True)
class Measured(Comparison):
    """Levels by a whole number that is computed once: the n-th level up to n, the last beyond."""

    measure: str

    def sql(self, values: Sequence[str]) -> str:
        """Return the SQL term that chooses the value of the level that holds."""
        when = "".join(f" WHEN {number}e0 THEN {value}" for number, value in enumerate(values[:-1]))
        return f"(CASE {self.measure}{when} ELSE {values[-1]} END)"


def _case(conditions: Sequence[str], values: Sequence[str]) -> str:
    *cases, (_, last) = zip(conditions, values, strict=True)
    when = "".join(f" WHEN {condition} THEN {value}" for condition, value in cases)
    return f"(CASE{when} ELSE {last} END)"


def _grid(key: str, rows: tuple[Level, ...], columns: tuple[Level, ...]) -> Grid:
    levels = tuple(Level(f"{row.key}/{column.key}", "") for row in rows for column in columns)
    return Grid(key, levels, rows, columns)


def _any_window(*places: int) -> str:
    return "(" + " OR ".join(f"l.nik_{place} = r.nik_{place}" for place in places) + ")"


# Strangers' numbers often differ only in the kecamatan or the end of the running number.
_SLIP = _any_window(1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13)
_NEAR = _any_window(5, 14, 15)
SHARED_BY = 3
_SHARED = f"(l.nik_count > {SHARED_BY} OR r.nik_count > {SHARED_BY})"
NIK = (
    Level("unknown", f"l.nik IS NULL OR r.nik IS NULL OR {_SHARED}"),
    Level("same", "l.nik = r.nik"),
    Level("slip", _SLIP),
    Level("near", _NEAR),
    # Both numbers tell the birth date and sex that stand beside them: hardly a mistake.
    Level("both_fit", "l.nik_fits = 2 AND r.nik_fits = 2"),
    Level("one_fits", "l.nik_fits = 2 OR r.nik_fits = 2"),
    Level("other", ""),
)
_YEAR, _MONTH, _DAY = (f"l.birth_{part} = r.birth_{part}" for part in ("year", "month", "day"))
_YEARS_APART = "abs(l.birth_year - r.birth_year)"
BIRTH_DATE = (
    Level("unknown", "l.birth_year IS NULL OR r.birth_year IS NULL"),
    Level("same", f"{_YEAR} AND {_MONTH} AND {_DAY} AND NOT l.birth_filled"),
    Level("same_filled", f"{_YEAR} AND {_MONTH} AND {_DAY}"),
    Level("swapped", f"{_YEAR} AND l.birth_month = r.birth_day AND l.birth_day = r.birth_month"),
    Level("year_only", f"{_YEAR} AND (l.birth_filled OR r.birth_filled)"),
    Level("year_slip", f"{_DAY} AND {_MONTH} AND NOT l.birth_filled"
          f" AND {_YEARS_APART} IN (1, 2, 3, 5, 9, 10, 20)"),
    Level("day_slip", f"{_YEAR} AND ({_MONTH} OR {_DAY})"),
    Level("day", f"{_DAY} AND {_MONTH} AND NOT l.birth_filled"),
    Level("near", f"{_YEARS_APART} <= 2"),
    Level("years", f"{_YEARS_APART} <= 12"),
    Level("other", ""),
)  # fmt: skip
NIK_AND_BIRTH = _grid("nik_birth", NIK, BIRTH_DATE)

_TAIL = (
    "(length(r.{a}) >= 3 AND length(l.{b}) > length(r.{a})"
    " AND substr(l.{b}, length(l.{b}) - length(r.{a}) + 1) = r.{a})"
)
_HEAD = "(length(r.{a}) >= 3 AND substr(l.{b}, 1, length(r.{a})) = r.{a})"


def _sides(condition: str) -> str:
    """Return the condition, or the same with both entries exchanged."""
    other = condition.replace("l.", "§.").replace("r.", "l.").replace("§.", "r.")
    return f"({condition} OR {other})"


def _initial(place: int) -> str:
    return (
        f"((length(l.word_{place}) = 1 OR length(r.word_{place}) = 1)"
        f" AND substr(l.word_{place}, 1, 1) = substr(r.word_{place}, 1, 1))"
    )


_BONE_1, _BONE_2, _BONE_3 = (f"l.bone_{place} = r.bone_{place}" for place in (1, 2, 3))
_CROSSED = "(l.bone_1 = r.bone_2 OR l.bone_2 = r.bone_1)"
_CROSSED_LAST = _sides("(l.bone_1 = r.bone_3 OR l.bone_2 = r.bone_3)")
_ONE_WORD = "(l.words = 1 OR r.words = 1)"
NAME = Comparison(
    "name",
    (
        Level("same", "l.name_full = r.name_full", "name_rarity"),
        Level("bones", "l.name_bones = r.name_bones", "name_rarity"),
        Level("order", "l.name_sorted = r.name_sorted", "name_rarity"),
        Level("two_words", f"{_BONE_1} AND {_BONE_2}"),
        Level("outer_words", f"{_BONE_1} AND ({_BONE_3}"
              " OR l.bone_2 = r.bone_3 OR l.bone_3 = r.bone_2)"),
        Level("last_words", f"{_BONE_2} AND {_BONE_3} OR {_CROSSED} AND {_CROSSED_LAST}"),
        Level("initial", f"{_BONE_1} AND {_initial(2)} OR {_BONE_2} AND {_initial(1)}"),
        Level("first_only", f"{_BONE_1} AND {_ONE_WORD}", "bone_1_rarity"),
        Level("one_word", f"({_CROSSED} OR {_CROSSED_LAST}) AND {_ONE_WORD}"),
        Level("first", _BONE_1, "bone_1_rarity"),
        Level("second", _BONE_2, "bone_2_rarity"),
        Level("nickname", "l.nick_1 = r.nick_1"),
        Level("tail", _sides(_TAIL.format(a="word_1", b="word_1"))),
        Level("head", _sides(_HEAD.format(a="word_1", b="word_1"))),
        Level("tail_of_all", _sides(_TAIL.format(a="word_1", b="name_full"))),
        Level("crossed", f"{_CROSSED} OR {_CROSSED_LAST}"),
        Level("initial_only", f"{_initial(1)} OR {_initial(2)}"),
        Level("other", ""),
    ),
)  # fmt: skip


def _close(column: str) -> str:
    longer = f"greatest(length(l.{column}), length(r.{column}))"
    return (
        f"10 * abs(length(l.{column}) - length(r.{column})) <= 3 * {longer}"
        f" AND 10 * levenshtein(l.{column}, r.{column}) <= 3 * {longer}"
    )


# How many of ten letters differ.
LETTERS = Measured(
    "letters",
    tuple(Level(str(number), "") for number in (*range(7), "more")),
    "ceil(10e0 * levenshtein(l.name_full, r.name_full)"
    " / greatest(length(l.name_full), length(r.name_full)))",
)
MOTHER = Comparison(
    "mother",
    (
        Level("unknown", NO_MOTHER),
        Level("same", "l.mother_full = r.mother_full", "mother_rarity"),
        Level("bones", "l.mother_bones = r.mother_bones", "mother_rarity"),
        Level("first", "l.mother_bone_1 = r.mother_bone_1"),
        Level("slip", _close("mother_full")),
        Level("tail", _sides(_TAIL.format(a="mother_full", b="mother_full"))),
        Level("other", ""),
    ),
)
BIRTH_PLACE = Comparison(
    "birth_place",
    (
        Level("unknown", "l.birth_place IS NULL OR r.birth_place IS NULL"),
        Level("same", "l.birth_place = r.birth_place", "birth_place_rarity"),
        Level("slip", _close("birth_place")),
        Level("tail", _sides(_TAIL.format(a="birth_place", b="birth_place"))),
        Level("other", ""),
    ),
)
_SAME_KELURAHAN = "l.kelurahan = r.kelurahan"
PLACE = Comparison(
    "place",
    (
        Level("house", f"l.street = r.street AND {_SAME_KELURAHAN}"),
        Level("rt", f"l.rt = r.rt AND l.rw = r.rw AND {_SAME_KELURAHAN}"),
        Level("rw", f"l.rw = r.rw AND {_SAME_KELURAHAN}"),
        Level("street", "l.street = r.street"),
        Level("kelurahan", _SAME_KELURAHAN),
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
        Level("both_head", "l.relation = r.relation AND l.relation <= 2"),
        Level("both_child", "l.relation = r.relation AND l.relation = 3"),
        Level("same", "l.relation = r.relation"),
        Level("couple", "l.relation <= 2 AND r.relation <= 2"),
        Level("parent_child", _sides("(l.relation <= 2 AND r.relation = 3)")),
        Level("other", ""),
    ),
)
HALVES = {
    "within": (NIK_AND_BIRTH, NAME, LETTERS, MOTHER, BIRTH_PLACE, SEX, RELATION),
    "across": (NIK_AND_BIRTH, NAME, LETTERS, MOTHER, BIRTH_PLACE, PLACE, SEX, RELATION),
}
_SAME_PARTS = " + ".join(f"CASE WHEN {part} THEN 1 ELSE 0 END" for part in (_YEAR, _MONTH, _DAY))
_OTHER_DATE = (
    f"{_SAME_PARTS} < 2 AND l.birth_year + r.birth_year > 0"
    " AND NOT (l.birth_filled OR r.birth_filled)"
)
# Of one person only with the same NIK: born in other decades; or on another day, and either two
# sound numbers or another sex. Six of seven candidates are dropped by this alone.
PREFILTER = (
    f"(coalesce(l.nik = r.nik, false) OR NOT coalesce({_YEARS_APART} > 12 OR {_OTHER_DATE}"
    " AND (l.nik_fits = 2 AND r.nik_fits = 2 OR l.sex <> r.sex), false))"
)
