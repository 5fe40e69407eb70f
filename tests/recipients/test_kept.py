"""Parts of a page that are rendered once and kept."""

import datetime

from django.utils import translation

from recipients.cards import Payment, Place
from recipients.templatetags.kept import kept, kept_each

PAYMENT = Payment(
    1, datetime.date(2020, 5, 1), datetime.date(2020, 5, 31), "<i>beras", "paid", "bjb", 600_000,
    datetime.date(2020, 5, 4), "",
)  # fmt: skip


def test_a_kept_part_is_shown_in_the_language_of_the_reader():
    with translation.override("id"):
        indonesian = kept("recipients/_payment.html", PAYMENT)
    with translation.override("en"):
        english = kept("recipients/_payment.html", PAYMENT)

    assert "Mei 2020" in indonesian
    assert "May 2020" in english


def test_a_changed_value_is_shown_at_once():
    before = kept("recipients/_card_place.html", Place("BST", "bst", "active", ()))

    after = kept("recipients/_card_place.html", Place("BST Kota", "bst", "active", ()))

    assert ">BST<" in before
    assert ">BST Kota<" in after


def test_kept_parts_are_escaped():
    place = Place("<b>BST", "bst", "active", (PAYMENT,))

    page = kept("recipients/_card_place.html", place)

    assert "&lt;b&gt;BST" in page
    assert "<b>" not in page


def test_parts_are_kept_one_by_one():
    later = PAYMENT._replace(stage=2)

    both = kept_each("recipients/_payment.html", (PAYMENT, later))

    for payment in (PAYMENT, later):
        assert kept("recipients/_payment.html", payment) in both
