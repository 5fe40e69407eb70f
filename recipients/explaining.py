"""Why a search answered as it did, for officers: the rules that matched and what set the order."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recipients import edits, name_rules, names
from recipients.answers import Result
from recipients.names import Word

# What the order is decided by, most important first.
ORDER = {
    "missing": gettext_lazy("typed words not in the name"),
    "slips": gettext_lazy("wrong letters"),
    "more": gettext_lazy("words of the name not typed"),
    "respelt": gettext_lazy("letters spelt differently"),
    "turned": gettext_lazy("words in another order"),
    "commonness": gettext_lazy("how common the words are"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a typed word counted as a word of the name; "" where it has no counterpart."""

    typed: str
    word: str
    why: str


def _rules_between(one: str, other: str) -> Iterator[str]:
    """Yield the reasons of the spelling rules that make two words one."""
    for rule in name_rules.FOLDS:
        if one == other:
            return
        folded = [re.sub(rule.pattern, rule.becomes, word) for word in (one, other)]
        if folded != [one, other]:
            one, other = folded
            yield rule.reason


def _why(typed: Word, word: Word) -> str:
    """Return why these words are near each other, "" if they are not."""
    if typed.letters == word.letters:
        return _("the same word")
    if typed.folded == word.folded:
        rules = list(_rules_between(typed.letters, word.letters))
        return _("spelling: %(rules)s") % {"rules": "; ".join(rules or [_("one name")])}
    if word.folded in names.exchanged(typed.letters):
        return _("spelling: letters that are exchanged")
    bound = edits.allowed(word.letters)
    forms = [(typed.letters, word.letters), (typed.folded, word.folded)]
    slips = min(edits.distance(one, other, most=bound) for one, other in forms)
    if slips <= bound:
        text = ngettext("%(count)d wrong letter", "%(count)d wrong letters", slips)
        return text % {"count": slips}
    initials = typed.is_initial or word.is_initial
    return _("initial") if initials and typed.letters[0] == word.letters[0] else ""


def _joined(words: tuple[Word, ...]) -> list[Word]:
    """Return neighbouring words written as one, as they may be on the other side."""
    pairs = itertools.pairwise(words)
    joined = [(one.shown + " " + other.shown, one.letters + other.letters) for one, other in pairs]
    return [Word(shown, letters, names.fold(letters)) for shown, letters in joined]


def reasons(query: str, name: str) -> list[Reason]:
    """Return for each typed word what it met in the name, joined and split words included."""
    asked, held = names.words(query), names.words(name)
    candidates = [
        *((one, other) for one in asked for other in held),
        *((one, other) for one in _joined(asked) for other in held),
        *((one, other) for one in asked for other in _joined(held)),
    ]
    met: list[Reason] = []
    for one, other in candidates:
        used = {word for reason in met for word in reason.typed.split()}
        if not used & set(one.shown.split()) and (why := _why(one, other)):
            met.append(Reason(one.shown, other.shown, why))
    found = {word for reason in met for word in reason.typed.split()}
    missing = [word for word in asked if word.shown not in found]
    return [*met, *(Reason(word.shown, "", _("not in the name")) for word in missing)]


def order(result: Result) -> dict[str, float]:
    """Return what the place of a result is decided by, by the names of ORDER; less is better."""
    fit = result.match.fit
    return {
        "missing": fit.missing,
        "slips": fit.slips,
        "more": fit.more,
        "respelt": fit.respelt,
        "turned": fit.turned,
        "commonness": round(-fit.rarity, 2),
    }
