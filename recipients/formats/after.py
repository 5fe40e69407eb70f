"""What follows when a file has changed people: the search learns of it in the same transaction."""

from itertools import chain

from imports.applied import Applied
from recipients import search
from recipients.formats.searching import forget_added, write_words


def index_people(applied: Applied) -> None:
    """Bring the search in step with the people of new and changed households."""
    if "household" in applied.targets:
        search.index_households(chain.from_iterable(applied.ids("household", new=False)))
    if "person" not in applied.targets:
        return
    if applied.undone:
        forget_added(applied)
    # Who was added and taken back is gone from the register, and from the search by now.
    again = False if applied.undone else None
    search.index_people(chain.from_iterable(applied.ids("person", new=again)))


def index_staged_people(applied: Applied) -> None:
    """Do the same for formats that stage the words of new people (see searching)."""
    if applied.undone:
        index_people(applied)
        return
    rest = write_words(applied)
    search.index_households(chain.from_iterable(applied.ids("household", new=False)))
    search.index_people(chain(rest, chain.from_iterable(applied.ids("person", new=False))))
