"""Why a search answered as it did."""

import pytest

from recipients.explaining import reasons
from recipients.name_rules import FOLDS


def told(query, name):
    return [(reason.typed, reason.word) for reason in reasons(query, name)]


@pytest.mark.parametrize(
    ("query", "name", "met"),
    [
        ("tono", "Tono Rusdiantono", [("tono", "Tono")]),
        ("rusdiantono tono", "Tono Rusdiantono", [("rusdiantono", "Rusdiantono"), ("tono", "Tono")]),
        ("nur hayati", "Nurhayati", [("nur hayati", "Nurhayati")]),
        ("nurhayati", "Nur Hayati", [("nurhayati", "Nur Hayati")]),
        ("t rusdiantono", "Tono Rusdiantono", [("t", "Tono"), ("rusdiantono", "Rusdiantono")]),
        ("tono budi", "Tono Rusdiantono", [("tono", "Tono"), ("budi", "")]),
    ],
)  # fmt: skip
def test_each_typed_word_names_what_it_met(query, name, met):
    assert told(query, name) == met


@pytest.mark.parametrize("rule", FOLDS, ids=lambda rule: rule.reason)
def test_a_spelling_rule_is_named_where_it_unites(rule):
    [reason] = reasons(*rule.example)

    assert rule.reason in reason.why


def test_wrong_letters_are_counted():
    [reason] = reasons("rusdyantano", "Rusdiantono")

    assert "1" in reason.why or "2" in reason.why
