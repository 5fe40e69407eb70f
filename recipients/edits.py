"""Slips of typing: distances between words, and the remainders by which near words are found."""

from itertools import combinations

# From this many letters on a word may hold two slips.
LONG_WORD = 8
# Remainders of so many letters tell words apart; of whole long words there would be hundreds.
BEGINNING = 7


def allowed(word: str) -> int:
    """Return how many slips a typed word may hold and still mean `word`."""
    if len(word) < 3:
        return 0
    return 2 if len(word) >= LONG_WORD else 1


def _without_common_ends(one: str, other: str) -> tuple[str, str]:
    start = 0
    shorter = min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def distance(one: str, other: str, *, most: int) -> int:
    """Return the wrong, missing, extra and swapped letters between words; over `most`: most + 1.

    This is the optimal string alignment distance.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    one, other = _without_common_ends(one, other)
    if not (one and other):
        return min(len(one or other), most + 1)
    if most == 1:  # by far the most frequent question, answered without a table
        return 1 if len(one) == len(other) == 1 or (one == other[::-1] and len(one) == 2) else 2
    if len(set(one).difference(other)) > most:  # each of these letters costs a slip of its own
        return most + 1
    return _by_table(one, other, most)


def _by_table(one: str, other: str, most: int) -> int:
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        # A swap reaches back over one line, so both must be beyond the bound.
        if min(line) > most and min(above) >= most:
            return most + 1
        before, above = above, line
    return min(above[-1], most + 1)


def remainders(word: str, slips: int) -> set[str]:
    """Return what remains of a word's beginning when up to `slips` (0 to 2) letters are left out.

    Words within so many slips of each other have a remainder in common; so do others, whose
    beginnings are alike, so that the distance has still to be measured.
    """
    start = word[:BEGINNING]
    found = {start}
    for count in range(1, min(slips, len(start) - 1) + 1):
        found.update("".join(kept) for kept in combinations(start, len(start) - count))
    return found


def remainders_of_one(word: str) -> tuple[str, ...]:
    """Return a word and what remains of all of it when one letter is left out, each once.

    Words within one slip of each other have one of these in common.
    """
    cut = (word[:place] + word[place + 1 :] for place in range(len(word)))
    return tuple(dict.fromkeys((word, *cut)))
