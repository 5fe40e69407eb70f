from verification.models.finding import (
    ANSWERED,
    CLOSED,
    OPEN,
    Action,
    CloseReason,
    Finding,
    Kind,
    Source,
    State,
)
from verification.models.step import FindingStep

__all__ = [
    "ANSWERED",
    "CLOSED",
    "OPEN",
    "Action",
    "CloseReason",
    "Finding",
    "FindingStep",
    "Kind",
    "Source",
    "State",
]
