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
from verification.models.proposal import (
    UNDER_WAY,
    Proposal,
    ProposalKind,
    ProposalState,
    ProposalStep,
)
from verification.models.step import FindingStep

__all__ = [
    "ANSWERED",
    "CLOSED",
    "KINDS",
    "OPEN",
    "PROPOSES",
    "UNDER_WAY",
    "VERDICTS",
    "Action",
    "Answer",
    "Campaign",
    "CampaignCount",
    "CampaignState",
    "CivilAnswer",
    "CloseReason",
    "DuplicateModel",
    "DuplicatePair",
    "DuplicateRun",
    "ExclusiveProgrammes",
    "Field",
    "Finding",
    "FindingStep",
    "Kind",
    "Proposal",
    "ProposalKind",
    "ProposalState",
    "ProposalStep",
    "Result",
    "Source",
    "State",
    "Task",
    "Visit",
    "Who",
]
