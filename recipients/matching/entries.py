"""Reading the register's entries as the traits need them: numbers opened, in memory only."""

from collections.abc import Iterator, Sequence

from django.db import connection

from recipients import identity
from recipients.matching.traits import Record

# In the order of Record.
_READ = """
SELECT p.id, p.household_id, p.name, p.birth_date, p.birth_place, p.mother_name, p.sex, p.relation,
    p.nik_cipher, h.kk_cipher, h.kelurahan_id, h.address, h.rt, h.rw, p.deceased
FROM recipients_person p JOIN recipients_household h ON h.id = p.household_id
WHERE p.id = ANY(%s) ORDER BY p.household_id, p.id
"""


def _opened(cipher: bytes | None, column: str, row_id: int) -> str:
    """Return a number, none where no key in force opens it: it cannot be compared then."""
    if cipher is None:
        return ""
    try:
        return identity.decrypt(cipher, column=column, row_id=row_id)
    except identity.UnreadableNumberError:
        return ""


def records(person_ids: Sequence[int]) -> Iterator[Record]:
    """Yield what the register says of these people; those who are gone are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(person_ids)])
        rows = cursor.fetchall()
    family, kk = None, ""
    for row in rows:
        person, household, nik, kk_cipher = row[0], row[1], row[8], row[9]
        if household != family:
            family, kk = household, _opened(kk_cipher, "household.kk", household)
        facts = list(row)
        facts[8:10] = _opened(nik, "person.nik", person), kk
        yield Record(*facts)
