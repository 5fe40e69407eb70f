"""The files that come with a form: made anew, or kept from the last time it came back."""

import time
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import limits
from complaints import drafts
from complaints.evidence import MOST_FILES, Prepared, prepare
from complaints.evidence.cleaning import refusal

# Beyond it no further file of a form is made anew: files that are slow by intent must not keep
# everybody else waiting.
SECONDS = 20


@dataclass
class Attached:
    """Files ready to be kept, and in words why others are not among them."""

    files: list[Prepared] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    known: str = ""

    def draft(self) -> str:
        """Return the hidden field that keeps the files while the form comes back.

        What is kept already is not written again: a form may come back any number of times.
        """
        return self.known or drafts.keep(self.files)


def attached(request: HttpRequest) -> Attached:
    """Return the files that a form brings, new ones and those kept before."""
    found = Attached()
    if not request.POST.get("drop_files"):
        _recall(found, request.POST.get("draft", ""))
    sent = request.FILES.getlist("files")
    if len(found.files) + len(sent) > MOST_FILES:
        message = _("At most %(most)d files fit. You chose %(count)d: none of these was taken.")
        found.errors = [message % {"most": MOST_FILES, "count": len(sent)}]
    elif sent and not limits.take(limits.configured("complaint_files"), request):
        found.errors = [_("Too many files came from your connection. Send this without files now "
                          "and add them in an hour.")]  # fmt: skip
    else:
        until = time.monotonic() + SECONDS
        for number, file in enumerate(sent, 1):
            _attach(found, file, number, is_too_late=time.monotonic() > until)
    return found


def _recall(found: Attached, draft: str) -> None:
    found.files = drafts.read(draft)
    if found.files:
        found.known = draft


def _attach(
    found: Attached, file: "UploadedFile[bytes]", number: int, *, is_too_late: bool
) -> None:
    try:
        if is_too_late:
            raise refusal("unreadable")
        found.files += prepare([file])
        found.known = ""
    except ValidationError as error:
        message = _("File %(number)d was not taken: %(reason)s")
        found.errors.append(message % {"number": number, "reason": " ".join(error.messages)})
