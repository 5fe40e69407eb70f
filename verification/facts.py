"""What the register says now about that which a proposal would change.

Facts are plain JSON by place ("household.address", "person 12.name"). Identity numbers stand in
them as the key's number and four bytes of their index, which tells a change and nothing else.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from accounts import crypto
from recipients import identity
from recipients.models import Household, Person
from verification.models import Proposal, ProposalKind
from verification.payloads import Content, Values, load

type Facts = dict[str, Any]


def content_of(proposal: Proposal) -> Content:
    """Return a proposal's content, identity numbers opened."""
    secrets = crypto.unseal(proposal.secrets, place=f"proposal:{proposal.pk}")
    return load(proposal.kind, proposal.payload, secrets)


def facts_of(household: Household | None, content: Content) -> Facts:
    """Return what the register says now about what `content` would change."""
    if household is None:
        return _like_new(content)
    facts: Facts = {"household.status": household.status}
    facts |= {f"household.{name}": _value(household, name) for name in content.household}
    people = {person.pk: person for person in household.people.filter(pk__in=content.people)}
    for pk, values in content.people.items():
        person = people.get(pk)
        facts |= {f"person {pk}.{name}": person and _value(person, name) for name in values}
    if content.members:
        facts["household.people"] = sorted(household.people.values_list("pk", flat=True))
    return facts


def _like_new(content: Content) -> Facts:
    """Return who has a number of a household to be added already."""
    numbers = [values["nik"] for values in content.members if values.get("nik")]
    people = Person.objects.filter(nik_index__in=_tags(numbers))
    cards = [content.household["kk"]] if content.household.get("kk") else []
    households = Household.objects.filter(kk_index__in=_tags(cards))
    return {
        "same_nik": sorted(people.values_list("pk", flat=True)),
        "same_kk": sorted(households.values_list("pk", flat=True)),
    }


def _tags(numbers: Iterable[str]) -> list[bytes]:
    return [tag for number in numbers for tag in identity.blind_indexes(number)]


def _value(obj: Household | Person, name: str) -> Any:
    if name in ("kk", "nik"):
        cipher, index = getattr(obj, f"{name}_cipher"), getattr(obj, f"{name}_index")
        return f"{identity.key_number(cipher)}:{bytes(index[:4]).hex()}" if cipher else ""
    value = getattr(obj, f"{name}_id" if name == "kelurahan" else name)
    return value.isoformat() if hasattr(value, "isoformat") else value


def current(proposal: Proposal, content: Content | None = None) -> Facts:
    """Return the facts of today for a proposal that is under way."""
    household = proposal.household if proposal.kind != ProposalKind.ADD else None
    return facts_of(household, content or content_of(proposal))


def is_stale(proposal: Proposal) -> bool:
    """Tell whether the register has changed since the proposal was made."""
    return bool(current(proposal) != proposal.before)


def fingerprint(facts: Facts) -> str:
    """Return a short text for facts, by which somebody shows to have seen them."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def without_secrets(values: Values) -> Values:
    """Return values as a page may show them to staff: an identity number only as being there."""
    return {
        name: identity.MASK if name in ("kk", "nik") and value else value
        for name, value in values.items()
    }
