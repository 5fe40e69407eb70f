from complaints.models.complaint import Complaint
from complaints.models.evidence import Evidence
from complaints.models.follow_up import FollowUp
from complaints.models.kinds import DETAILS, Detail, Kind
from complaints.models.office import AnswerTemplate
from complaints.models.outbox import Message
from complaints.models.status import MOVES, OPEN, Status

__all__ = [
    "DETAILS",
    "MOVES",
    "OPEN",
    "AnswerTemplate",
    "Complaint",
    "Detail",
    "Evidence",
    "FollowUp",
    "Kind",
    "Message",
    "Status",
]
