"""What the citizen's pages carry in hidden fields instead of a cookie.

A *form token* names one sending: it is signed, good for a day, and makes sending twice harmless. A
*pass* is handed out with a complaint's page and allows its owner's acts for an hour: it is sealed,
so that it tells nothing of the complaint. A *memory* holds the identity numbers of a text that is
shown again with masks in their place.
"""

import json
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils import timezone

from accounts import crypto

FORM_LIFE = timedelta(days=1)
PASS_LIFE = timedelta(hours=1)
_FORM_SALT = "complaints.form"
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class FormToken:
    """One sending of a form, and when its page was made."""

    text: str
    submission: uuid.UUID
    made_at: datetime

    @property
    def seconds(self) -> float:
        """How long ago the page was made."""
        return (timezone.now() - self.made_at).total_seconds()


def fresh() -> FormToken:
    """Return the token of a page that is made now."""
    submission, now = uuid.uuid4(), int(timezone.now().timestamp())
    text = signing.dumps([submission.hex, now], salt=_FORM_SALT)
    return FormToken(text, submission, datetime.fromtimestamp(now, UTC))


def read_form(text: str) -> FormToken | None:
    """Return the form token, or None if it is not one of ours or older than a day."""
    try:
        submission, made_at = signing.loads(text[:_LONGEST], salt=_FORM_SALT)
    except signing.BadSignature:
        return None
    token = FormToken(text, uuid.UUID(submission), datetime.fromtimestamp(made_at, UTC))
    return token if token.seconds <= FORM_LIFE.total_seconds() else None


def submission_for(token: FormToken, complaint_id: int, act: str) -> uuid.UUID:
    """Return the submission of one act on one complaint: a token used elsewhere is another."""
    return uuid.uuid5(token.submission, f"{complaint_id} {act}")


def new_pass(complaint_id: int) -> str:
    """Return what allows the acts of this complaint's owner from now on for an hour."""
    return _sealed([complaint_id, timezone.now().timestamp()], "pass")


def read_pass(text: str) -> int | None:
    """Return the number of the complaint that a pass is for, or None."""
    match _opened(text, "pass"):
        case [int(complaint_id), float(at)]:
            young = timezone.now().timestamp() - at <= PASS_LIFE.total_seconds()
            return complaint_id if young else None
    return None


def remember(numbers: tuple[str, ...]) -> str:
    """Return identity numbers sealed for a hidden field; none give nothing."""
    return _sealed(list(numbers), "memory") if numbers else ""


def recall(text: str) -> list[str]:
    """Return the numbers that `remember` sealed; anything else gives none."""
    found = _opened(text, "memory")
    return [number for number in found if isinstance(number, str)]


def _sealed(value: list[int | float] | list[str], purpose: str) -> str:
    blob = crypto.seal(json.dumps(value), place=f"complaints.tokens {purpose}")
    return urlsafe_b64encode(blob).decode()


def _opened(text: str, purpose: str) -> list[object]:
    try:
        blob = urlsafe_b64decode(text[:_LONGEST].encode())
        found: list[object] = json.loads(crypto.unseal(blob, place=f"complaints.tokens {purpose}"))
    except (ValueError, crypto.UnreadableError):
        return []
    return found
