"""References by which an answer from outside finds its person again: "1204-9f3c01aa".

The second part is a keyed fingerprint of what was asked about, so that shifted rows, invented
references and answers to what has been corrected since are noticed.
"""

import datetime
import re

from accounts import crypto

FORM = re.compile(r"([1-9]\d{0,17})-([0-9a-f]{8})", re.ASCII)
_BYTES = 4


def _asked(person_id: int, name: str, birth_date: datetime.date | None) -> str:
    return f"civil registry:{person_id}:{birth_date or ''}:{name}"


def make(person_id: int, name: str, birth_date: datetime.date | None) -> str:
    """Return the reference of a person as they are now."""
    tag = crypto.tag(_asked(person_id, name, birth_date))
    return f"{person_id}-{tag[:_BYTES].hex()}"


def holds(reference: str, person_id: int, name: str, birth_date: datetime.date | None) -> bool:
    """Tell whether a reference was made for this person as they are now."""
    tags = crypto.tags(_asked(person_id, name, birth_date))
    return reference in {f"{person_id}-{tag[:_BYTES].hex()}" for tag in tags}
