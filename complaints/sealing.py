"""What a complaint keeps of people, sealed: who complains, whom it is about, and the code.

Each seal names the column and the row (accounts.crypto), so that a blob copied elsewhere does not
open. Equal telephone numbers and addresses are found by keyed tags.
"""

import json
from dataclasses import asdict, dataclass

from accounts import crypto
from complaints.models import Complaint


@dataclass(frozen=True, slots=True)
class Contact:
    """A person and how to reach them; every part may be empty."""

    name: str = ""
    phone: str = ""  # digits with country code, as in +62812…
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.email)


def seal_contact(contact: Contact, *, column: str, row_id: int) -> bytes | None:
    """Seal a contact for `column` ("reporter" or "concerned"); nothing at all gives None."""
    if not contact:
        return None
    return crypto.seal(json.dumps(asdict(contact)), place=_place(column, row_id))


def reporter(complaint: Complaint) -> Contact:
    """Return who complains; raise UnreadableError if no key in force opens it."""
    return _contact(complaint.reporter_cipher, "reporter", complaint.pk)


def concerned(complaint: Complaint) -> Contact:
    """Return whom it is about, if another; raise UnreadableError if no key in force opens it."""
    return _contact(complaint.concerned_cipher, "concerned", complaint.pk)


def seal_text(text: str, *, column: str, row_id: int) -> bytes | None:
    """Seal a text for one column of one row; an empty one gives None."""
    return crypto.seal(text, place=_place(column, row_id)) if text else None


def open_text(blob: bytes | memoryview | None, *, column: str, row_id: int) -> str:
    """Open what `seal_text` gave."""
    return crypto.unseal(blob, place=_place(column, row_id)) if blob else ""


def phone_tag(phone: str) -> bytes | None:
    """Return the tag by which complaints with this telephone number are found."""
    return crypto.tag(f"complaint.phone {phone}") if phone else None


def email_tag(email: str) -> bytes | None:
    """Return the tag by which complaints with this e-mail address are found."""
    return crypto.tag(f"complaint.email {email.casefold()}") if email else None


def tags_of(contact: Contact) -> tuple[list[bytes], list[bytes]]:
    """Return the tags of telephone and e-mail under every key in force."""
    phones = crypto.tags(f"complaint.phone {contact.phone}") if contact.phone else []
    emails = crypto.tags(f"complaint.email {contact.email.casefold()}") if contact.email else []
    return phones, emails


def _contact(blob: bytes | memoryview | None, column: str, row_id: int) -> Contact:
    return (
        Contact(**json.loads(open_text(blob, column=column, row_id=row_id)))
        if blob
        else (Contact())
    )


def _place(column: str, row_id: int) -> str:
    return f"complaint.{column}:{row_id}"
