"""The name search. Everything outside this package uses only what is named here."""

from recipients.search.finding import Answer, Match, find, fits
from recipients.search.index import Changes, index_households, index_people, rebuild

__all__ = [
    "Answer",
    "Changes",
    "Match",
    "find",
    "fits",
    "index_households",
    "index_people",
    "rebuild",
]
