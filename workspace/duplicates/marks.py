"""What two alike entries may be instead of one person: twins, or namesakes."""

import enum

from django.utils.translation import gettext_lazy as _

from recipients import names
from recipients.models import Person


class Mark(enum.Enum):
    """Why two entries may be two people in spite of their score."""

    TWINS = "twins"
    NAMESAKES = "namesakes"

    @property
    def label(self) -> str:
        """The mark in words."""
        return str(_WORDS[self])


_WORDS = {
    Mark.TWINS: _("maybe twins: one family, one birth date, another given name"),
    Mark.NAMESAKES: _("maybe namesakes: the same name, another year of birth"),
}


def marks_of(first: Person, second: Person) -> tuple[Mark, ...]:
    """Return what the two may be instead of one person."""
    if first.birth_date is None or second.birth_date is None:
        return ()
    one, other = _folded(first), _folded(second)
    is_one_day = first.birth_date == second.birth_date
    if first.household_id == second.household_id and is_one_day and one[:1] != other[:1]:
        return (Mark.TWINS,)
    if one == other and first.birth_date.year != second.birth_date.year:
        return (Mark.NAMESAKES,)
    return ()


def _folded(person: Person) -> list[str]:
    return [word.folded for word in names.words(person.name)]
