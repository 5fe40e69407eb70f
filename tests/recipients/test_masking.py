"""A search never tells a name part that was not typed."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recipients import masking, names

WORDS = (
    "tono rusdiantono siti aminah muhammad moh m yusuf nurhayati nur hayati ani adi edi ai abdul "
    "abdurrahman hj drs spd soeharto suharto zaenal jaenal fitri pitri asep bin r"
)
PARTS = st.sampled_from(WORDS.split())
NAMES = st.lists(PARTS | st.text(max_size=12), min_size=1, max_size=5).map(" ".join)


def shown(name, typed):
    return masking.mask(name, names.words(typed))


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("Tono Rusdiantono", "tono", "Tono R•••"),
        ("Tono Rusdiantono", "tono rusdiantono", "Tono Rusdiantono"),
        ("Tono Rusdiantono", "rusdiantono", "T••• Rusdiantono"),
        ("Tono Rusdiantono", "toni", "Tono R•••"),
        ("Tono Rusdiantono", "rusdyantona", "T••• Rusdiantono"),
        ("Tono Rusdiantono", "rus", "T••• R•••"),
        ("Tono Rusdiantono", "to", "T••• R•••"),
        ("Tono Rusdiantono", "tono r", "Tono R•••"),
        ("Tono Rusdiantono", "budi", "T••• R•••"),
        ("TONO RUSDIANTONO", "tono", "Tono R•••"),
        ("H. Tono Rusdiantono, S.Pd", "tono", "Tono R•••"),
        ("Muhammad Yusuf", "m yusuf", "M••• Yusuf"),
        ("Muhammad Yusuf", "moh yusuf", "Muhammad Yusuf"),
        ("M. Yusuf", "muhammad yusuf", "M Yusuf"),
        ("Siti Aminah", "st aminah", "S••• Aminah"),
        ("Ai Rohaeni", "ai", "Ai R•••"),
        ("Ai Rohaeni", "ani", "A••• R•••"),
        ("Ani Adi", "edi", "A••• A•••"),
        ("Adi Saputra", "andi", "A••• S•••"),
        ("Andi Saputra", "adi", "A••• S•••"),
        ("Andi Saputra", "adni", "Andi S•••"),
        ("Nur Hayati", "nurhayati", "Nur Hayati"),
        ("Nur Hayati", "nurhayti", "Nur Hayati"),
        ("Nurhayati", "nur hayati", "Nurhayati"),
        ("Nurhayati", "hayati", "N•••"),
        ("Nur Hayati", "hayati", "N••• Hayati"),
        ("Soeharto", "suharto", "Soeharto"),
        ("Nu'man Ma’ruf", "maruf", "N••• Ma’ruf"),
        ("12345", "12345", "•••"),
    ],
)
def test_words_that_were_typed_are_shown_and_others_cut(name, typed, expected):
    assert shown(name, typed) == expected


def distance(one, other):
    """Return the plain edit distance with neighbouring swaps; the truth beside recipients.edits."""
    table = {(-1, -1): 0}
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not (i and j):
                table[i, j] = i + j
                continue
            table[i, j] = min(
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (one[i - 1] != other[j - 1]),
            )
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one), len(other)]


def bound(piece, word):
    return 0 if min(len(piece), len(word)) <= 3 else 2 if len(word) >= 8 else 1


def was_typed(word, pieces):
    return any(
        piece == word.letters
        or (
            len(piece) >= 3
            and (
                distance(piece, word.letters) <= bound(piece, word.letters)
                or distance(names.fold(piece), word.folded) <= bound(names.fold(piece), word.folded)
            )
        )
        for piece in pieces
        if len(piece) > 1
    )


def pieces_of(typed):
    """Return the typed words, neighbours joined, and both parts of every cut through these."""
    words = [word.letters for word in names.words(typed)]
    forms = words + [one + other for one, other in pairwise(words)]
    cuts = [
        part for form in forms for cut in range(1, len(form)) for part in (form[:cut], form[cut:])
    ]
    return {*forms, *cuts}


@given(name=NAMES, typed=NAMES)
@example(name="Muhammad Yusuf", typed="m")
@example(name="Nur Adi", typed="nurxxx")
def test_every_shown_word_is_within_the_bound_of_something_typed(name, typed):
    words = names.words(name)
    pieces = pieces_of(typed)

    for place in masking.shown_places(words, names.words(typed)):
        assert was_typed(words[place], pieces)


@given(name=NAMES, typed=NAMES)
def test_of_a_word_that_is_not_shown_only_the_first_letter_is_told(name, typed):
    words = names.words(name)
    told = masking.mask(name, names.words(typed)).split(" ")
    places = masking.shown_places(words, names.words(typed))

    assert len(told) == max(1, len(words))
    for place in range(len(words)):
        if place not in places:
            assert told[place] == words[place].shown[0].upper() + "•••"


@given(NAMES)
def test_who_types_the_whole_name_sees_it(name):
    words = names.words(name)

    expected = {place for place, word in enumerate(words) if len(word.letters) > 1}
    assert masking.shown_places(words, words) >= expected


@given(NAMES, st.text(max_size=2))
def test_two_letters_show_at_most_a_name_of_two_letters(name, typed):
    words = names.words(name)

    for place in masking.shown_places(words, names.words(typed)):
        assert len(words[place].letters) == 2


def test_another_spelling_and_slips_together_tell_no_word():
    shown = masking.mask("Siti Nurgaliah", names.words("siti nurhaliza"))

    assert shown == f"Siti N{masking.HIDDEN}"
