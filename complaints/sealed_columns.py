"""Every column in which complaints seal something, for the rotation of the keys."""

import json
from collections.abc import Mapping

from accounts.sealed import SealedColumn
from complaints import receipts, sealing

_COMPLAINT, _FOLLOW_UP = "complaints_complaint", "complaints_followup"
_UPDATES = ("complaints.Complaint:update_update",)


def _code(text: str) -> Mapping[str, bytes | None]:
    return {"code_index": receipts.code_tag(text.partition(" ")[0])}


def _reporter(text: str) -> Mapping[str, bytes | None]:
    contact = sealing.Contact(**json.loads(text))
    return {
        "phone_index": sealing.phone_tag(contact.phone),
        "email_index": sealing.email_tag(contact.email),
    }


COLUMNS = (
    SealedColumn(_COMPLAINT, "code_cipher", "complaint.code", tags=_code, ignore=_UPDATES),
    SealedColumn(
        _COMPLAINT, "reporter_cipher", "complaint.reporter", tags=_reporter, ignore=_UPDATES
    ),
    SealedColumn(_COMPLAINT, "concerned_cipher", "complaint.concerned", ignore=_UPDATES),
    SealedColumn(_COMPLAINT, "numbers_cipher", "complaint.story", ignore=_UPDATES),
    SealedColumn(
        _FOLLOW_UP, "numbers_cipher", "complaint.follow_up",
        ignore=("complaints.FollowUp:append_only",),
    ),
    SealedColumn("complaints_message", "to_cipher", "complaint.message"),
    # The keys of files, sealed as imports.vault does.
    SealedColumn("complaints_evidence", "key", "import.file", bound="file_name"),
)  # fmt: skip
