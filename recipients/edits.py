"""Slips of typing: distances between words, and the deletions by which near words are found."""

from itertools import combinations

# From this many letters on a word may hold two slips.
LONG_WORD = 8
# Two deletions of longer words would be hundreds of keys.
LONGEST_WITH_TWO = 20


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
    one, other = _without_common_ends(one, other)
    if abs(len(one) - len(other)) > most:
        return most + 1
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


def deletions(word: str, slips: int) -> set[str]:
    """Return the word with up to `slips` (0 to 2) letters left out, at least one letter long."""
    found = {word}
    if slips == 2 and len(word) > LONGEST_WITH_TWO:
        slips = 1
    for count in range(1, min(slips, len(word) - 1) + 1):
        found.update("".join(kept) for kept in combinations(word, len(word) - count))
    return found
