"""Sealing every identity number anew with the newest key, while the portal stays in use.

Rows go in small batches by their primary key; rows that somebody else holds are left for the next
round. History rows are rotated too, and no rotation leaves a history row of its own. What imports
keep is rotated as well: staged rows, files, and the ledger by which an import is undone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pgtrigger
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import connection, transaction

from accounts import crypto, sealed
from recipients import identity, rotation_imports
from recipients.rotation_imports import Place, places_in_staging

BATCH = 1_000
MOST_ROUNDS = 5
_SECRETS = ("secret", "seed")  # of a TOTP app, of recovery codes


PLACES = (
    Place("recipients_person", "id", "id", "nik", "person.nik"),
    Place("recipients_personevent", "pgh_id", "id", "nik", "person.nik"),
    Place("recipients_household", "id", "id", "kk", "household.kk"),
    Place("recipients_householdevent", "pgh_id", "id", "kk", "household.kk"),
)
# An import may be undone while its rows are as it left them; a new seal is no change of theirs.
KEEP_UNDO = (
    "UPDATE imports_appliedchange AS ledger SET became = written.after FROM written "
    "WHERE ledger.row_id = written.id AND ledger.became = written.before"
)
TRIGGERS = ("recipients.Person:update_update", "recipients.Household:update_update")


@dataclass
class Outcome:
    """What a rotation did: rows sealed anew, and rows that no key in force opens."""

    rotated: int = 0
    unreadable: set[str] = field(default_factory=set)


def remaining() -> dict[str, int]:
    """Return how many rows of each table still need an older key."""
    newest = crypto.keyring()[0].number
    counts = {}
    with connection.cursor() as cursor:
        for place in (*PLACES, *places_in_staging()):
            old = f"get_byte({place.number}_cipher, 0) <> %s"
            cursor.execute(f"SELECT count(*) FROM {place.table} WHERE {old}", [newest])  # noqa: S608 - names from PLACES
            (counts[place.table],) = cursor.fetchone()
    counts |= rotation_imports.remaining()
    for column in sealed.registered():
        counts[f"{column.table}.{column.cipher}"] = sealed.remaining(column)
    counts["mfa_authenticator"] = sum(1 for _ in _old_factors())
    return counts


def rotate(progress: Callable[[str, int], None] = lambda table, rows: None) -> Outcome:
    """Seal all numbers and second factors with the newest key; `progress` is told each batch."""
    outcome = Outcome()
    for place in (*PLACES, *places_in_staging()):
        for _ in range(MOST_ROUNDS):
            before = outcome.rotated
            _rotate_round(place, outcome, progress)
            if outcome.rotated == before:
                break
    rotation_imports.rotate(outcome)
    for column in sealed.registered():
        for rows in sealed.rotate(column, outcome.unreadable):
            outcome.rotated += rows
            progress(column.table, rows)
    _rotate_factors(outcome)
    return outcome


def _rotate_round(place: Place, outcome: Outcome, progress: Callable[[str, int], None]) -> None:
    last: int | None = 0
    while last is not None:
        before = outcome.rotated
        last = _rotate_batch(place, last, outcome)
        progress(place.table, outcome.rotated - before)


@transaction.atomic
def _rotate_batch(place: Place, after: int, outcome: Outcome) -> int | None:
    """Rotate one batch behind the key `after`; return its last key, None when there was none."""
    with pgtrigger.ignore(*TRIGGERS), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {place.key}, {place.row_id}, {place.number}_cipher FROM {place.table} "  # noqa: S608 - names from PLACES
            f"WHERE {place.key} > %s AND get_byte({place.number}_cipher, 0) <> %s "
            f"ORDER BY {place.key} LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
            [after, crypto.keyring()[0].number, BATCH],
        )
        rows: list[tuple[int, int, bytes]] = cursor.fetchall()
        if not rows:
            return None
        anew = list(_sealed_anew(place, rows, outcome))
        cursor.execute(
            f"WITH written AS (UPDATE {place.table} AS kept "  # noqa: S608 - names from PLACES
            f"SET {place.number}_cipher = sealed.cipher, {place.number}_index = sealed.index "
            "FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) AS sealed (key, cipher, index) "
            f"WHERE kept.{place.key} = sealed.key RETURNING kept.{place.key} AS id, "
            "hash_record_extended(old, 0) AS before, hash_record_extended(new, 0) AS after) "
            f"{KEEP_UNDO}",
            [list(column) for column in zip(*anew, strict=True)] or [[], [], []],
        )
        outcome.rotated += len(anew)
        return rows[-1][0]


def _sealed_anew(
    place: Place, rows: list[tuple[int, int, bytes]], outcome: Outcome
) -> Iterator[tuple[int, bytes, bytes]]:
    for key, row_id, cipher in rows:
        try:
            number = identity.decrypt(cipher, column=place.column, row_id=row_id)
        except identity.UnreadableNumberError:
            outcome.unreadable.add(f"{place.table} {key}")
            continue
        cipher = identity.encrypt(number, column=place.column, row_id=row_id)
        yield key, cipher, identity.blind_index(number)


def _old_factors() -> Iterator[Authenticator]:
    for factor in Authenticator.objects.order_by("pk").iterator():
        if any(_is_old(factor.data[name]) for name in _SECRETS if name in factor.data):
            yield factor


def _is_old(text: str) -> bool:
    try:
        return bool(get_adapter().key_number(text) != crypto.keyring()[0].number)
    except crypto.UnreadableError:
        return True


def _rotate_factors(outcome: Outcome) -> None:
    adapter = get_adapter()
    for stale in _old_factors():
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().get(pk=stale.pk)
            try:
                for name in factor.data.keys() & set(_SECRETS):
                    factor.data[name] = adapter.encrypt(adapter.decrypt(factor.data[name]))
            except crypto.UnreadableError:
                outcome.unreadable.add(f"mfa_authenticator {factor.pk}")
                continue
            factor.save(update_fields=["data"])
            outcome.rotated += 1
