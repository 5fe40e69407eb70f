"""ALTCHA's proof of work (protocol version 2), for one form each.

The server draws the number to be found and signs the key it leads to, so that solving takes at
most MOST_TRIES, without the long tail of a lottery, and verifying takes one HMAC.
"""

import datetime
import json
import secrets

import altcha
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.challenge.spent import Answer

ALGORITHM = "PBKDF2/SHA-256"
# Iterations of one try, and how many tries find the number: two million iterations at most, one
# or two seconds on a cheap phone. Making a challenge costs the server one try.
COST = 2_000
FEWEST_TRIES, MOST_TRIES = 500, 1_000
LONGEST = 4_000  # characters of an answer


def _key(purpose: str) -> bytes:
    return salted_hmac("accounts.challenge.proof", purpose, algorithm="sha256").digest()


def make(form: str, *, lifetime: datetime.timedelta) -> str:
    """Return a challenge as JSON, good for this form and so long."""
    challenge = altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=FEWEST_TRIES + secrets.randbelow(MOST_TRIES - FEWEST_TRIES),
        expires_at=timezone.now() + lifetime,
        data={"form": form},
        hmac_secret=_key("challenge"),
        hmac_key_secret=_key("solution"),
    )
    return json.dumps(challenge.to_dict(), separators=(",", ":"))


def verified(form: str, posted: str) -> Answer | None:
    """Return the answer that was posted if it solves a challenge for this form in time."""
    if not 0 < len(posted) <= LONGEST:
        return None
    try:
        payload = altcha.Payload.from_base64(posted)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    result = altcha.verify_solution(payload, _key("challenge"), hmac_key_secret=_key("solution"))
    # Only what the signature covers may be believed, so it is read after the check.
    parameters = payload.challenge.parameters
    if not result.verified or parameters.data != {"form": form} or not parameters.expires_at:
        return None
    until = datetime.datetime.fromtimestamp(parameters.expires_at, datetime.UTC)
    return Answer(parameters.nonce, until)
