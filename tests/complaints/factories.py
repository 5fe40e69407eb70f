"""Complaints as residents make them; a test names only what it is about."""

import uuid

from accounts.models import Role
from complaints import actions
from complaints.models import Complaint, Kind
from complaints.sealing import Contact
from tests.factories import UserFactory, area

KELURAHAN = "32.73.05.1006"


def report(**changes):
    """Return what somebody tells, with a telephone number."""
    values = {
        "kind": Kind.NOT_RECEIVED,
        "area": area(KELURAHAN),
        "story": "Sejak April tidak menerima bantuan.",
        "language": "id",
        "reporter": Contact(name="Tono Rusdiantono", phone="+6281234567890"),
    }
    return actions.Report(**{**values, **changes})


def received(**changes):
    """Return a complaint that has just come in."""
    return actions.receive(report=report(**changes), submission=uuid.uuid4()).complaint


def officer(code="32.73", role=Role.OFFICER):
    """Return a member of staff for the area `code`."""
    return UserFactory(role=role, area=area(code))


def at_work(by, **changes):
    """Return a complaint that `by` works on."""
    complaint = received(**changes)
    actions.verify(complaint=complaint, by=by)
    actions.assign(complaint=complaint, to=by, by=by)
    actions.start(complaint=complaint, by=by)
    return Complaint.objects.get(pk=complaint.pk)
