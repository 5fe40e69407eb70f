"""What is made fast for millions of entries equals what it is defined as."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from recipients import names
from recipients.bulk import copy_text
from recipients.matching import making
from recipients.matching.numbers import WINDOWS, is_usable, window_tags
from recipients.matching.tagging import Tagger
from recipients.matching.traits import Record, traits_of
from recipients.nik import NikStatus, read

TAGS = Tagger(b"k" * 32, 1)
TEXTS = st.text(max_size=40) | st.from_regex(r"[A-Za-z.' ,]{0,30}", fullmatch=True)
NUMBERS = st.from_regex(r"[0-9]{15,17}", fullmatch=True).filter(is_usable)
DATES = st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2030, 1, 1))
RECORDS = st.builds(
    Record, person=st.integers(1, 9), household=st.integers(1, 9), name=TEXTS, birth_date=DATES,
    birth_place=TEXTS, mother_name=TEXTS, sex=st.sampled_from(["", "male", "female"]),
    relation=st.sampled_from(["head", "child", ""]), nik=NUMBERS | st.just(""),
    kk=NUMBERS | st.just(""), kelurahan=st.sampled_from(["32.73.01.1001", ""]), address=TEXTS,
    rt=st.text(max_size=3), rw=st.text(max_size=3),
)  # fmt: skip


@given(TEXTS)
def test_folded_forms_are_those_of_the_words(name):
    assert names.folded(name) == [word.folded for word in names.words(name)]


@given(NUMBERS, st.sampled_from("abz?"))
def test_each_window_leaves_out_its_neighbouring_digits(number, salt):
    width = len(number) - 14
    blocks = [
        bytes([place]) + f"{salt}{number[:place]}{number[place + width :]}".encode()
        for place in range(WINDOWS)
    ]

    expected = [int.from_bytes(TAGS.blocks(block)[:4], "little", signed=True) for block in blocks]
    assert list(window_tags(number, salt, TAGS)) == expected


@given(NUMBERS, DATES.filter(bool), st.sampled_from(["", "male", "female"]))
def test_a_number_fits_as_it_is_read(number, birth_date, sex):
    reading = read(number, birth_date=birth_date, sex=sex)
    if reading.status == NikStatus.WELL_FORMED:
        expected = 2
    else:
        is_far = reading.status == NikStatus.MALFORMED or "birth_date" in reading.warnings
        expected = 0 if is_far else 1

    record = Record(1, 1, "Rina", nik=number, birth_date=birth_date, sex=sex)
    assert traits_of(record, TAGS).nik_fits == expected


@given(st.lists(RECORDS, max_size=4))
def test_what_was_made_before_does_not_change_what_is_made(records):
    alone = [traits_of(record, Tagger(bytes([number]) * 32, 1)) for number, record in
             enumerate(records)]  # fmt: skip
    again = [traits_of(record, Tagger(bytes([number]) * 32, 1)) for number, record in
             reversed(list(enumerate(records)))]  # fmt: skip

    assert alone == again[::-1]


@given(RECORDS)
def test_keys_are_distinct(record):
    keys = traits_of(record, TAGS).keys

    assert len(set(keys)) == len(keys)


@given(st.lists(RECORDS, max_size=4))
def test_lines_are_what_copy_reads(records):
    rows = list(making.rows(records, TAGS))

    def plain(text):
        return text.replace(b"\tTrue\t", b"\tt\t").replace(b"\tFalse\t", b"\tf\t")

    assert plain(making.copy_lines(rows)) == copy_text(rows)
