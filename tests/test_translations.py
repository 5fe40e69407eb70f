"""Indonesian is complete, English exists, and what is compiled is what was written."""

import re
from pathlib import Path

import polib
import pytest

from tests.messages import in_python, in_source, in_template

LOCALE = Path(__file__).resolve().parent.parent / "locale"
LANGUAGES = ("id", "en")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%|</?\w+|\{\w*\}")
REMEDY = "run `make messages`, translate what is new, run it again"
# Office language and slips that a resident should not have to read.
UNWANTED = re.compile(
    r"\banda\b|\brumah tangga\b|\bsilahkan\b|\bapabila\b|\bdikarenakan\b|\bmerubah\b"
)


def catalogue(language, ending="po"):
    path = LOCALE / language / "LC_MESSAGES" / f"django.{ending}"
    return polib.pofile(str(path)) if ending == "po" else polib.mofile(str(path))


def living(language):
    return [entry for entry in catalogue(language) if not entry.obsolete]


def texts(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.fixture(scope="module")
def source():
    return in_source()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_exactly_the_texts_of_the_source(language, source):
    held = {(e.msgctxt, e.msgid, e.msgid_plural or None) for e in living(language)}

    missing = {text: str(source[text]) for text in source.keys() - held}
    assert missing == {}, REMEDY
    assert held - source.keys() == set(), REMEDY


def test_every_text_has_an_indonesian_translation():
    assert [e.msgid for e in living("id") if not all(texts(e))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess_or_left_from_an_older_text(language):
    assert [e.msgid for e in catalogue(language) if e.fuzzy or e.obsolete] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_placeholders_and_tags(language):
    differing = [
        (entry.msgid, text)
        for entry in living(language)
        for text in filter(None, texts(entry))
        if sorted(PLACEHOLDER.findall(text))
        not in [sorted(PLACEHOLDER.findall(x)) for x in (entry.msgid, entry.msgid_plural)]
    ]

    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_agrees_with_the_written_one(language):
    written = {(e.msgctxt, e.msgid): texts(e) for e in living(language) if e.translated()}
    compiled = {(e.msgctxt, e.msgid): texts(e) for e in catalogue(language, "mo") if e.msgid}

    assert compiled == written, REMEDY


def test_indonesian_texts_are_formal_and_plain():
    assert [text for e in living("id") for text in texts(e) if UNWANTED.search(text)] == []


def test_python_texts_are_found_with_context_and_plural():
    code = 'f(_("a" "b"), ngettext("one", "many", n), self.x, pgettext("c", "d"))'

    found = {(None, "ab", None), (None, "one", "many"), ("c", "d", None)}
    assert set(in_python(code)) == found


def test_template_texts_are_found_in_tags_and_filters():
    template = """{% load i18n %}{% translate "it's (a)" as x %}{{ y|default:_("z") }}
    {% blocktranslate count n=n trimmed %}
      {{ n }} row
    {% plural %}{{ n }} rows{% endblocktranslate %}{% include "x" with y=_("w") %}"""

    found = {text[1:] for text in in_template(template)}
    assert found == {
        ("it's (a)", None), ("z", None), ("w", None), ("%(n)s row", "%(n)s rows")
    }  # fmt: skip


def test_a_text_that_is_put_together_is_refused():
    with pytest.raises(ValueError, match="not a plain string"):
        list(in_python('_(f"Hello {name}")'))
