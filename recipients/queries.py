"""What staff look up in the register, always within their own area."""

from django.db.models import Q

from accounts.models import User
from recipients import identity, nik, search
from recipients.models import Household, Person

MOST_HITS = 50
SHORTEST_WORD = 3


def people_named(text: str, user: User) -> list[Person]:
    """Return at most MOST_HITS people whose name holds every word of `text`.

    Where nobody's does, people whom the public search finds for it in spite of a slip. Words
    shorter than three letters are ignored; without a longer one nobody is found.
    """
    words = [word for word in text.split() if len(word) >= SHORTEST_WORD]
    if not words:
        return []
    people = Person.objects.visible_to(user).select_related("household__kelurahan").order_by("pk")
    named = Q.create([("name__icontains", word) for word in words])
    if exact := list(people.filter(named)[:MOST_HITS]):
        return exact
    matches = search.find(" ".join(words), area=user.scope, limit=MOST_HITS).matches
    return list(people.filter(pk__in=[match.person_id for match in matches]))


def people_with_number(text: str, user: User) -> list[Person]:
    """Return at most MOST_HITS people who have this NIK or whose household has this KK number."""
    tags = identity.blind_indexes(nik.clean(text))
    households = Household.objects.filter(kk_index__in=tags).values("pk")
    people = Person.objects.visible_to(user).select_related("household__kelurahan")
    by_nik = people.filter(nik_index__in=tags).order_by("pk")[:MOST_HITS]
    by_kk = people.filter(household__in=households).order_by("pk")[:MOST_HITS]
    return list({person.pk: person for person in [*by_nik, *by_kk]}.values())[:MOST_HITS]


def is_number(text: str) -> bool:
    """Tell whether the text is meant as a NIK or KK number."""
    number = nik.clean(text)
    return len(number) == nik.LENGTH and number.isascii() and number.isdigit()
