"""Looking people of one's own area up by name or exact number; each look is logged."""

from accounts.actions import record_access
from accounts.models import AccessLog, User
from recipients import queries, search
from recipients.models import Person
from recipients.models.household import KELURAHAN_CODE_LENGTH

MOST_HITS = queries.MOST_HITS


def look_up(text: str, user: User) -> list[Person]:
    """Return at most MOST_HITS people of the user's area whom the text names or numbers."""
    if queries.is_number(text):
        people = queries.people_with_number(text, user)
        only = people[0] if len(people) == 1 else None
        record_access(by=user, action=AccessLog.Action.SEARCH_NIK, obj=only)
        return people
    record_access(by=user, action=AccessLog.Action.SEARCH_NAME)
    return _named(text, user)


def _named(text: str, user: User) -> list[Person]:
    """Read a whole kelurahan for part of a name; wider areas by the index of the search first."""
    if len(user.scope) == KELURAHAN_CODE_LENGTH:
        return queries.people_named(text, user)
    matches = search.find(text, area=user.scope, limit=MOST_HITS).matches
    people = Person.objects.visible_to(user).select_related("household__kelurahan")
    found = people.in_bulk([match.person_id for match in matches])
    listed = [found[match.person_id] for match in matches if match.person_id in found]
    return listed or queries.people_named(text, user)
