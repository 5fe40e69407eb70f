"""Levels of verification.duplicates.comparisons in words; one that is not here shows its key."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Text = str | Promise

PRIOR, NIK_AND_BIRTH, LETTERS = "prior", "nik_birth", "letters"
NIK: dict[str, Text] = {
    "same": _("the same NIK"),
    "slip": _("the NIK differs in one place"),
    "near": _("the NIK is nearly the same"),
    "unknown": _("a NIK is missing, or shared by many"),
    "both_fit": _("two different NIK, each fitting its own birth date"),
    "one_fits": _("two different NIK, one fitting its birth date"),
    "other": _("different NIK"),
}
BIRTH: dict[str, Text] = {
    "same": _("the same birth date"),
    "same_filled": _("the same birth date, but one that is often filled in"),
    "swapped": _("day and month of birth are swapped"),
    "year_only": _("the same year of birth, day and month perhaps filled in"),
    "year_slip": _("the year of birth differs in one place"),
    "day_slip": _("day or month of birth differs"),
    "day": _("the same day and month of another year"),
    "near": _("born at most two years apart"),
    "years": _("born at most twelve years apart"),
    "unknown": _("a birth date is missing"),
    "other": _("born many years apart"),
}
COMPARED: dict[str, Text] = {
    PRIOR: _("before anything is compared"),
    NIK_AND_BIRTH: _("NIK and birth date"),
    "name": _("Name"),
    LETTERS: _("Letters of the name"),
    "mother": _("Mother's name"),
    "birth_place": _("Birth place"),
    "place": _("Where they live"),
    "sex": _("Sex"),
    "relation": _("Relation to the head"),
}
NAME: dict[str, Text] = {
    "same": _("the same name"),
    "bones": _("the names sound alike"),
    "order": _("the same words in another order"),
    "two_words": _("the first two words sound alike"),
    "outer_words": _("the first and the last word sound alike"),
    "last_words": _("the last words sound alike"),
    "initial": _("one word sounds alike, the other is an initial"),
    "first_only": _("one has the first word of the other only"),
    "one_word": _("one has a single word of the other"),
    "first": _("the same first word"),
    "second": _("the same second word"),
    "nickname": _("one may be called like the other"),
    "tail": _("one first word ends like the other"),
    "head": _("one first word begins like the other"),
    "tail_of_all": _("one name ends like the other's first word"),
    "crossed": _("one word in common, in another place"),
    "initial_only": _("only initials agree"),
    "other": _("different names"),
}
LEVELS: dict[str, dict[str, Text]] = {
    PRIOR: {"": _("how rarely two entries are one person")},
    "name": NAME,
    "mother": {
        "unknown": _("a mother's name is missing"),
        "same": _("the same mother's name"),
        "bones": _("the mothers' names sound alike"),
        "first": _("the same first word of the mother's name"),
        "slip": _("the mothers' names differ in a few letters"),
        "tail": _("one mother's name ends like the other"),
        "other": _("different mothers' names"),
    },
    "birth_place": {
        "unknown": _("a birth place is missing"),
        "same": _("the same birth place"),
        "slip": _("the birth places differ in a few letters"),
        "tail": _("one birth place ends like the other"),
        "other": _("different birth places"),
    },
    "place": {
        "house": _("the same street of one kelurahan"),
        "rt": _("the same RT"),
        "rw": _("the same RW"),
        "street": _("the same street"),
        "kelurahan": _("the same kelurahan"),
        "kecamatan": _("the same kecamatan"),
        "other": _("far from each other"),
    },
    "sex": {
        "unknown": _("a sex is missing"),
        "same": _("the same sex"),
        "other": _("different sex"),
    },
    "relation": {
        "both_head": _("both are head, or both are spouse"),
        "both_child": _("both are children"),
        "same": _("the same relation to the head"),
        "couple": _("one is head, the other spouse"),
        "parent_child": _("one is head or spouse, the other a child"),
        "other": _("different relations to the head"),
    },
}
