"""Identity numbers as keyed tags: equality, and one known kind of slip.

A slip (a digit replaced, lost or doubled, two neighbours swapped) touches at most two neighbouring
digits. So a number also gets one tag for each pair of neighbours, of all digits but these two: one
of them is equal when a slip is all that differs. Each is salted with the sound a name begins with,
since counting people who share all but their region or day would tell the running number.
"""

import struct

from recipients.matching.tagging import Tagger
from recipients.nik import LENGTH

WINDOWS = 15
_REST = LENGTH - 2
_PLACES = bytes(range(WINDOWS))
_TAGS = struct.Struct("<" + "i12x" * WINDOWS)
_ASCENDING = "01234567890123456789"


def is_made_up(number: str) -> bool:
    """Tell whether a number was only typed to fill the field: one digit again and again, 1234…."""
    kinds = len(set(number))
    return (
        kinds <= 2
        or (kinds <= 5 and len(set(number[4:])) <= 1)
        or number in _ASCENDING
        or number[-4:] == "0000"
        or number[6:12] == "000000"
    )


def is_usable(number: str) -> bool:
    """Tell whether a number may identify: digits, at most one lost or doubled, not made up."""
    return (
        LENGTH - 1 <= len(number) <= LENGTH + 1
        and number.isascii()
        and number.isdigit()
        and not is_made_up(number)
    )


def _layout(length: int) -> bytes:
    """Return for each byte of all blocks where it stands in places, salt and digits."""
    width, salt = length - _REST, WINDOWS
    digits = range(WINDOWS + 1, WINDOWS + 1 + length)
    blocks = [
        bytes([place, salt, *digits[:place], *digits[place + width :]]) for place in range(WINDOWS)
    ]
    return b"".join(blocks)


_LAYOUTS = {length: _layout(length) for length in (LENGTH - 1, LENGTH, LENGTH + 1)}
# What `bytes.translate` wants behind the places, the salt and the digits.
_FILLING = bytes(256)


def window_tags(number: str, salt: str, tagger: Tagger) -> tuple[int, ...]:
    """Return WINDOWS tags, each without two neighbouring digits (one or three if 15 or 17).

    `salt` is one ASCII letter: with the place and 14 digits it fills a block.
    """
    known = _PLACES + salt.encode() + number.encode()
    # One call puts all blocks together: each byte of the layout says which byte stands there.
    blocks = _LAYOUTS[len(number)].translate(known + _FILLING[len(known) :])
    return _TAGS.unpack(tagger.blocks(blocks))
