"""Names as words that compare, whatever the spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recipients import name_rules, names


def folded(name):
    return [word.folded for word in names.words(name)]


@pytest.mark.parametrize("rule", name_rules.FOLDS, ids=lambda rule: rule.pattern)
def test_each_spelling_rule_unites_its_example(rule):
    old, new = rule.example

    assert old != new
    assert names.spelling(old) == names.spelling(new)


@pytest.mark.parametrize("rule", name_rules.FOLDS, ids=lambda rule: rule.pattern)
def test_no_spelling_rule_is_superfluous(rule, monkeypatch):
    others = tuple(fold for fold in names._FOLDS if fold[0].pattern != rule.pattern)
    monkeypatch.setattr(names, "_FOLDS", others)
    old, new = rule.example

    assert names.spelling.__wrapped__(old) != names.spelling.__wrapped__(new)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Muhammad Yusuf", "M. Yusuf"),
        ("Muhammad Yusuf", "Moh. Yusuf"),
        ("Muhammad Yusuf", "MOCHAMMAD YUSUF"),
        ("Mohamad Yusuf", "Md. Yusuf"),
        ("Siti Aminah", "St. Amina"),
        ("Siti Aminah", "Hj. Sitti Aminah"),
        ("Abdul Rahman", "Abd. Rahman"),
        ("Abdul Rahman", "Abdur Rahman"),
        ("Tono Rusdiantono", "Drs. H. Tono Rusdiantono, S.Pd., M.M."),
        ("Tono Rusdiantono", "Tono Rusdiantono S. Pd. I"),
        ("Tono Rusdiantono", "tono  rusdiantono (alm)"),
        ("Tono Rusdiantono", "KH. TONO RUSDIANTONO"),
        ("Tono Rusdiantono", "R. Tb. Tono Rusdiantono"),
        ("Asep bin Ujang", "Asep Ujang"),
        ("Ma'ruf", "Maruf"),
        ("Ma’ruf", "Ma`ruf"),
        ("Nur'aini", "Nuraini"),
        ("Soeharto", "Suharto"),
        ("Djoko Tjahjono", "Joko Cahyono"),
        ("Khoirul Anwar", "Choirul Anwar"),
        ("Zaenal Muttaqien", "Zainal Mutakin"),
        ("Fitri Novianti", "Pitri Nopianti"),
        ("José", "Jose\u0301"),
        ("Nur-Hayati", "Nur Hayati"),
    ],
)
def test_spellings_of_one_name_are_equal(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Asep", "Asap"), ("Dedi", "Didi"), ("Yani", "Yana"), ("Susi", "Jusi"), ("Yayat", "Jajat")],
)
def test_different_names_stay_different(one, other):
    assert folded(one) != folded(other)


def test_an_abbreviation_alone_is_no_title_and_no_alias():
    assert folded("M") == ["m"]
    assert folded("H.") == ["h"]
    assert folded("St") == ["st"]


def test_a_degree_behind_the_name_is_not_siti():
    assert folded("Asep Sunandar, ST") == ["asep", "sunandar"]


def test_a_word_keeps_how_it_was_written():
    words = names.words("H. Moch. Nu'man, S.E.")

    assert [word.shown for word in words] == ["Moch", "Nu'man"]
    assert [word.letters for word in words] == ["moch", "numan"]


@pytest.mark.parametrize("text", ["", " ", "%", "_", "'", "12345", "\x00", "....", "--"])
def test_text_without_letters_has_no_words(text):
    assert names.words(text) == ()


@given(st.text(max_size=2000))
def test_any_text_gives_few_short_words_of_letters(text):
    words = names.words(text)

    assert len(words) <= names.MAX_WORDS
    for word in words:
        assert word.letters.isalpha()
        assert 1 <= len(word.folded) <= 2 * names.MAX_LETTERS
        assert len(word.letters) <= names.MAX_LETTERS


def test_a_typed_letter_that_is_often_exchanged_is_tried_both_ways():
    assert names.fold("yusuf") in names.exchanged("jusuf")
    assert names.fold("jaenal") in names.exchanged("zaenal")
