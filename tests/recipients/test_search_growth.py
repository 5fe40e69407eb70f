"""A vocabulary that grows faster than the register is told."""

import datetime

import pytest
from django.utils import timezone

from recipients import search
from recipients.models import SearchSize
from recipients.search import growth
from tests.factories import PersonFactory


def size(words, people):
    return SearchSize(counted_on=datetime.date(2026, 11, 21), words=words, people=people)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((20_000, 200_000), (30_000, 400_000), False),
        ((20_000, 200_000), (41_000, 400_000), True),
        ((20_000, 200_000), (21_500, 200_000), True),
        ((20_000, 200_000), (20_999, 200_000), False),
        ((20_000, 200_000), (20_000, 100_000), False),
        ((0, 0), (20_000, 200_000), False),
    ],
)
def test_words_may_not_grow_faster_than_people(before, after, expected):
    assert growth.is_suspicious(size(*before), size(*after)) is expected


def day_before(words, people):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    SearchSize.objects.create(counted_on=yesterday, words=words, people=people)


@pytest.mark.django_db
def test_garbage_among_the_names_is_logged_without_naming_any(monkeypatch, caplog):
    monkeypatch.setattr(growth, "FEWEST", 2)
    day_before(words=1, people=1)
    person = PersonFactory(name="Jl Melati Nomor Enam Belas Rukun")
    search.index_people([person.pk])

    search.watch_words()

    assert "words of names grow faster than the register" in caplog.text
    assert "melati" not in caplog.text.lower()


@pytest.mark.django_db
def test_the_first_count_warns_of_nothing(monkeypatch, caplog):
    monkeypatch.setattr(growth, "FEWEST", 0)
    search.index_people([PersonFactory(name="Tono Hadi").pk])

    search.watch_words()
    search.watch_words()

    assert not caplog.records
    assert list(SearchSize.objects.values_list("words", "people")) == [(2, 1)]
