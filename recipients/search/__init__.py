"""The name search. Everything outside this package uses only what is named here."""

from recipients.search.finding import FEWEST_LETTERS, Answer, Match, find, fits, is_searchable
from recipients.search.growth import watch as watch_words
from recipients.search.index import Changes, index_households, index_people, rebuild
from recipients.search.lexicon import warm_up
from recipients.search.vocabulary import recount

__all__ = [
    "FEWEST_LETTERS",
    "Answer",
    "Changes",
    "Match",
    "find",
    "fits",
    "index_households",
    "index_people",
    "is_searchable",
    "rebuild",
    "recount",
    "warm_up",
    "watch_words",
]
