"""Distances between words, and the remainders by which near words meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recipients import edits
from tests.recipients.test_masking import distance

WORDS = st.text("abc", max_size=10)


@given(WORDS, WORDS, st.integers(0, 4))
def test_the_distance_is_true_up_to_the_bound(one, other, most):
    assert edits.distance(one, other, most=most) == min(distance(one, other), most + 1)


@given(st.text("abcd", min_size=3, max_size=12), st.data())
def test_words_within_the_bound_share_a_remainder(word, data):
    slips = edits.allowed(word)
    typed = word
    for _ in range(slips):
        typed = data.draw(st.sampled_from(sorted(slip_of(typed))))

    mine = edits.remainders(word, slips)
    asked = edits.remainders(typed, slips)

    assert mine & asked


def slip_of(word):
    """Return the word with one letter wrong, missing, extra or swapped."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return {
        *(left + right[1:] for left, right in cuts if right and len(word) > 1),
        *(left + "x" + right for left, right in cuts),
        *(left + "x" + right[1:] for left, right in cuts if right),
        *(left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1),
    }


@pytest.mark.parametrize(("length", "expected"), [(2, 0), (3, 1), (7, 1), (8, 2)])
def test_only_long_words_may_hold_two_slips(length, expected):
    assert edits.allowed("x" * length) == expected


def test_the_longest_words_stay_cheap():
    assert len(edits.remainders("abcdefghijklmnopqrstuvwxyz" * 2, 2)) <= 29
