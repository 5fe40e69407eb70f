from verification.models.activation import ModelActivation
from verification.models.campaign import (
    KINDS,
    PROPOSES,
    VERDICTS,
    Campaign,
    CampaignCount,
    CampaignState,
    Result,
    Task,
    Visit,
    Who,
)
from verification.models.civil import Answer, CivilAnswer, Field
from verification.models.cycle import (
    ANSWERED_CYCLES,
    AWAY,
    Cycle,
    CycleReturn,
    CycleState,
)
from verification.models.cycle_change import ChangeKind, CycleChange, CycleCount, ReturnedEntry
from verification.models.cycle_line import (
    DECIDED_ANEW,
    ROLLED_OVER,
    CycleAnswer,
    CycleLine,
    MatchedBy,
)
from verification.models.duplicates import DuplicateModel, DuplicatePair, DuplicateRun
from verification.models.exclusion import ExclusiveProgrammes
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
from verification.models.merge import Merge
from verification.models.proposal import (
    UNDER_WAY,
    Proposal,
    ProposalKind,
    ProposalState,
    ProposalStep,
)
from verification.models.quality import RegisterQuality
from verification.models.step import FindingStep

__all__ = [
    "ANSWERED",
    "ANSWERED_CYCLES",
    "AWAY",
    "CLOSED",
    "DECIDED_ANEW",
    "KINDS",
    "OPEN",
    "PROPOSES",
    "ROLLED_OVER",
    "UNDER_WAY",
    "VERDICTS",
    "Action",
    "Answer",
    "Campaign",
    "CampaignCount",
    "CampaignState",
    "ChangeKind",
    "CivilAnswer",
    "CloseReason",
    "Cycle",
    "CycleAnswer",
    "CycleChange",
    "CycleCount",
    "CycleLine",
    "CycleReturn",
    "CycleState",
    "DuplicateModel",
    "DuplicatePair",
    "DuplicateRun",
    "ExclusiveProgrammes",
    "Field",
    "Finding",
    "FindingStep",
    "Kind",
    "MatchedBy",
    "Merge",
    "ModelActivation",
    "Proposal",
    "ProposalKind",
    "ProposalState",
    "ProposalStep",
    "RegisterQuality",
    "Result",
    "ReturnedEntry",
    "Source",
    "State",
    "Task",
    "Visit",
    "Who",
]
