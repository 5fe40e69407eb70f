"""Messages that wait to be sent: written with the step they tell of, sent by the worker."""

from complaints import sealing
from complaints.models import Complaint, Message
from complaints.sealing import Contact
from recipients.bulk import reserve_ids


def _contacts(complaint: Complaint) -> list[Contact]:
    """Return who gets the answer, as the citizen chose."""
    to = Complaint.AnswerTo(complaint.answer_to)
    contacts = []
    if to != Complaint.AnswerTo.CONCERNED:
        contacts.append(sealing.reporter(complaint))
    if to != Complaint.AnswerTo.REPORTER:
        contacts.append(sealing.concerned(complaint))
    return contacts


def queue(complaint: Complaint, about: Message.About) -> list[Message]:
    """Keep one message for each address of those who get the answer; none without an address."""
    ways = [
        (way, address)
        for contact in _contacts(complaint)
        for way, address in (
            (Message.Way.EMAIL, contact.email), (Message.Way.SMS, contact.phone),
        )
        if address
    ]  # fmt: skip
    numbers = reserve_ids(Message, len(ways)) if ways else []
    return Message.objects.bulk_create(
        Message(
            pk=number, complaint=complaint, way=way, about=about,
            to_cipher=sealing.seal_text(address, column="message", row_id=number),
        )
        for number, (way, address) in zip(numbers, dict.fromkeys(ways), strict=False)
    )  # fmt: skip
