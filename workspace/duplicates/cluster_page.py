"""All entries that are tied to each other, to be decided at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from recipients.identity import MASK
from recipients.models import Person
from verification.actions.duplicates import stamp
from verification.actions.merging import MERGE
from verification.models import DuplicatePair
from workspace.listing import Place, places_of

LATER = "later"
MOST = 60  # pairs; a larger cluster is decided pair by pair


@dataclass(frozen=True)
class Entry:
    """One entry of a cluster: its programmes, the pairs that tie it to others, what is chosen."""

    person: Person
    places: tuple[Place, ...]
    pairs: list[DuplicatePair]
    stays: bool
    said: str


def pairs_of(cluster: int, user: User) -> list[DuplicatePair]:
    """Return the pairs of a cluster that `user` may see and that nobody has merged."""
    own: Any = DuplicatePair.objects.visible_to(user).of_cluster(cluster)
    listed = own.select_related(
        "first__household__kelurahan", "second__household__kelurahan", "decided_by"
    )
    return list(listed.order_by("pk")[: MOST + 1])


def people_in(pairs: list[DuplicatePair]) -> dict[int, Person]:
    """Return the people whom the pairs are about, by id."""
    people = {one.pk: one for pair in pairs for one in (pair.first, pair.second)}
    return dict(sorted(people.items()))


def context_of(
    cluster: int, pairs: list[DuplicatePair], user: User, typed: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the context of workspace/duplicates/cluster.html; what was `typed` is chosen again."""
    people = people_in(pairs)
    kept = typed.get("kept") or str(min(people))
    places = places_of({person.household_id for person in people.values()})
    entries = [
        Entry(
            person, places[person.household_id],
            [pair for pair in pairs if pk in (pair.first_id, pair.second_id)],
            stays=str(pk) == kept, said=typed.get(f"e{pk}") or LATER,
        )
        for pk, person in people.items()
    ]  # fmt: skip
    return {
        "cluster": cluster, "entries": entries, "stamp": stamp(pairs), "mask": MASK,
        "may_merge": user.has_perm(MERGE), "is_too_large": len(pairs) > MOST,
    }  # fmt: skip
