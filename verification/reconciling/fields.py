"""The fields that a correction asks for, as they are told, sent and compared."""

from collections.abc import Mapping
from typing import Any

from recipients import identity
from verification.models import Kind

# In the order in which the batch has them.
PERSON = ("name", "nik", "birth_date", "sex", "deceased")
HOUSEHOLD = ("kk", "address", "rt", "rw", "kelurahan")
FIELDS = (*PERSON, *HOUSEHOLD)
NUMBERS = frozenset({"nik", "kk"})
# Where no values are asked for, what the ministry is to put right itself, by kind.
MEANT: Mapping[str, tuple[str, ...]] = {
    Kind.NO_NIK: ("nik",),
    Kind.INVALID: ("name", "nik", "kk", "birth_date", "sex"),
    Kind.MOVED: ("kelurahan", "address", "rt", "rw"),
    Kind.NOT_FOUND: ("kelurahan", "address", "rt", "rw"),
    Kind.DUPLICATE: ("nik", "kk", "name"),
    Kind.DECEASED: ("deceased",),
    Kind.OTHER: FIELDS,
}

# Texts are compared whatever their spelling.
_FOLD = "lower(regexp_replace(coalesce({}, ''), '[^[:alnum:]]+', '', 'g'))"


def folded_sql(column: str) -> str:
    """Return SQL for a text without spaces, signs and capitals."""
    return _FOLD.format(column)


def facts_sql(person: str, household: str, *, kelurahan: str) -> str:
    """Return SQL for the jsonb of FIELDS of an entry; a row of the return has one alias."""
    return f"""jsonb_build_object(
    'name', {folded_sql(f"{person}.name")},
    'nik', coalesce(encode({person}.nik_index, 'hex'), ''),
    'birth_date', coalesce({person}.birth_date::text, ''),
    'sex', coalesce({person}.sex, ''), 'deceased', coalesce({person}.deceased, false)::text,
    'kk', coalesce(encode({household}.kk_index, 'hex'), ''),
    'address', {folded_sql(f"{household}.address")},
    'rt', coalesce({household}.rt, ''), 'rw', coalesce({household}.rw, ''),
    'kelurahan', coalesce({household}.{kelurahan}, ''))"""


def plain(name: str, value: Any) -> str:
    """Return a value as text; numbers are compared by their blind index."""
    if name == "deceased":
        return str(bool(value)).lower()
    if name in NUMBERS:
        return identity.blind_index(str(value)).hex() if value else ""
    return str(value or "")


def compared_sql(values: str) -> str:
    """Return SQL that folds the texts in a jsonb of `plain` values as `facts_sql` does."""
    return f"""(SELECT coalesce(jsonb_object_agg(key, CASE WHEN key IN ('name', 'address')
        THEN {folded_sql("value")} ELSE value END), '{{}}') FROM jsonb_each_text({values}))"""  # noqa: S608 – fixed words
