from recipients.models.disbursement import Channel, Disbursement, FailureReason
from recipients.models.household import Household
from recipients.models.matching import (
    MatchPosting,
    MatchState,
    MatchTraits,
    MatchValue,
    StaleMatch,
)
from recipients.models.person import CivilMatch, NikStatus, Person, Relation, Sex
from recipients.models.programme import Enrolment, FunderLevel, Programme, Stage
from recipients.models.search import SearchNeighbour, SearchPosting, SearchSize, SearchWord
from recipients.models.shown import ShownHour, ShownMark

__all__ = [
    "Channel",
    "CivilMatch",
    "Disbursement",
    "Enrolment",
    "FailureReason",
    "FunderLevel",
    "Household",
    "MatchPosting",
    "MatchState",
    "MatchTraits",
    "MatchValue",
    "NikStatus",
    "Person",
    "Programme",
    "Relation",
    "SearchNeighbour",
    "SearchPosting",
    "SearchSize",
    "SearchWord",
    "Sex",
    "ShownHour",
    "ShownMark",
    "Stage",
    "StaleMatch",
]
