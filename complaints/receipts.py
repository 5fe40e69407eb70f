"""The two ways back to a complaint: a private link, and a short code with four digits.

The link comes from the submission by a keyed hash, so that sending a form twice gives one receipt;
only a hash of it is kept. Code and digits are sealed, since staff and messages name the code.
"""

import hashlib
import secrets
import uuid
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import crypto
from complaints import sealing
from complaints.models import Complaint

# No letter or digit that is taken for another when read out or copied by hand.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 8
LINK_BYTES = 16
LAST_DIGITS = 4
_TAKEN_FOR = str.maketrans({"0": "Q", "O": "Q", "1": "J", "I": "J", "L": "J", "U": "V"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the citizen takes home. `pin` stands in for a telephone number's last digits."""

    complaint: Complaint
    code: str
    link: str
    pin: str


def link_of(submission: uuid.UUID) -> str:
    """Return the 128 random-looking bits of the private link, as text for an address."""
    return urlsafe_b64encode(_bytes("link", submission)[:LINK_BYTES]).rstrip(b"=").decode()


def link_hash(link: str) -> bytes:
    """Return what is kept of a link; 128 bits need no key and no salt."""
    return hashlib.sha256(link.encode()).digest()


def new_code(submission: uuid.UUID, attempt: int = 0) -> str:
    """Return a code of eight letters and digits; another `attempt` gives another."""
    number = int.from_bytes(_bytes(f"code {attempt}", submission))
    letters = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def new_pin() -> str:
    """Return four digits for a citizen who gives no telephone number."""
    return f"{secrets.randbelow(10**LAST_DIGITS):0{LAST_DIGITS}}"


def read_code(typed: str) -> str:
    """Return a typed code as it is kept: capitals, no signs, letters that look alike made one."""
    kept = "".join(character for character in typed.upper() if character.isalnum())
    return kept.translate(_TAKEN_FOR)


def written(code: str) -> str:
    """Return a code as people read it, in two halves."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def code_tag(code: str) -> bytes:
    """Return the tag by which a complaint is found under its code."""
    return crypto.tag(f"complaint.code {code}")


def code_tags(code: str) -> list[bytes]:
    """Return the code's tag under every key in force."""
    return crypto.tags(f"complaint.code {code}")


def seal_code(code: str, pin: str, *, row_id: int) -> bytes:
    """Seal a code with the digits that go with it where there is no telephone number."""
    return crypto.seal(f"{code} {pin}", place=f"complaint.code:{row_id}")


def _opened(complaint: Complaint) -> tuple[str, str]:
    both = sealing.open_text(complaint.code_cipher, column="code", row_id=complaint.pk)
    code, _space, pin = both.partition(" ")
    return code, pin


def code_of(complaint: Complaint) -> str:
    """Return the complaint's code; raise UnreadableError if no key in force opens it."""
    return _opened(complaint)[0]


def receipt_of(complaint: Complaint) -> Receipt:
    """Return the receipt of a complaint; the link is empty once SECRET_KEY has changed."""
    code, pin = _opened(complaint)
    link = link_of(complaint.submission)
    is_known = constant_time_compare(link_hash(link), bytes(complaint.link_hash))
    return Receipt(complaint, code, link if is_known else "", pin)


def last_digits(complaint: Complaint) -> str:
    """Return the four digits that go with the code; opens as much whichever they are."""
    pin, phone = _opened(complaint)[1], sealing.reporter(complaint).phone
    return phone[-LAST_DIGITS:] or pin


def _bytes(purpose: str, submission: uuid.UUID) -> bytes:
    return salted_hmac(
        f"complaints.receipts {purpose}", submission.hex, algorithm="sha256"
    ).digest()
