"""The public pages of a round trip: published shares, small counts protected, nobody named."""

import pytest
from django.urls import reverse
from django.utils import timezone

from kelurahan.page_cache import pages
from kelurahan.publishing import publish
from tests.verification.cycles import correction, entry, returned, row_of, sent
from verification.actions.cycles_undo import take_back_return

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_media")]


@pytest.fixture(autouse=True)
def no_old_pages():
    pages.clear()
    yield
    pages.clear()


@pytest.fixture
def answered(officer):
    """Twelve corrections, nine of them ignored, all in one kelurahan; the file publishes."""
    people = [entry(number, name="Rahasia Sekali") for number in range(1, 13)]
    for person in people:
        correction(person, officer)
    cycle = sent(officer)
    returned(cycle, [row_of(person) for person in people[:9]], officer)
    return cycle


def shown(client, cycle):
    return client.get(reverse("public-cycles:cycle", args=[cycle.year, cycle.quarter]))


def test_share_that_came_back_unchanged_is_public(client, answered):
    page = shown(client, answered).context["page"]

    assert (page.whole.sent.value, page.whole.unchanged.value) == (12, 9)
    assert page.whole.percent == 75
    assert [(line.key, line.unchanged.value) for line in page.kinds] == [("deceased", 9)]
    assert [line.sent.value for place in page.places for line in place.kelurahan] == [12]


def test_kelurahan_are_folded_under_their_kecamatan_with_its_own_line(client, answered):
    answer = shown(client, answered)
    (place,) = answer.context["page"].places
    folded = answer.content.decode().partition("<details>")[2].partition("</details>")[0]

    assert place.whole.key == "32.73.05"
    assert 'data-line="32.73.05.1006"' in folded
    # Print hides the summary: the table says itself whose kelurahan these are.
    assert f"<caption>{place.name}</caption>" in folded


def test_share_that_came_back_unchanged_is_not_drawn_as_a_good_thing(client, answered):
    text = shown(client, answered).content.decode()

    assert "fill-failed" in text
    assert "fill-paid" not in text


def test_list_leads_to_every_round_trip_with_answers(client, answered):
    rows = client.get(reverse("public-cycles:list")).context["rows"]

    assert [(cycle.pk, line.unchanged.value) for cycle, line in rows] == [(answered.pk, 9)]


def test_small_count_below_the_city_is_protected(client, officer):
    people = [entry(number) for number in range(1, 13)]
    for person in people:
        correction(person, officer)
    cycle = sent(officer)
    returned(cycle, [row_of(person) for person in people[:3]], officer)

    page = shown(client, cycle).context["page"]

    ((line,),) = (place.kelurahan for place in page.places)
    assert (line.unchanged.value, line.unchanged.suppressed) == (None, True)


def test_page_shows_what_was_published_not_what_is_known_since(client, answered):
    answered.counts.update(number=1)
    pages.clear()

    assert shown(client, answered).context["page"].whole.sent.value == 12


def test_round_trip_that_was_not_published_is_not_there(client, officer):
    correction(entry(1), officer)
    cycle = sent(officer)
    publish()

    assert shown(client, cycle).status_code == 404


def test_nobody_is_named(client, answered):
    assert "Rahasia" not in shown(client, answered).content.decode()


def test_page_asks_few_queries(client, answered, django_assert_max_num_queries):
    shown(client, answered)
    pages.clear()

    with django_assert_max_num_queries(6):
        shown(client, answered)


def test_release_of_answers_taken_back_is_not_told_as_the_quarter_before(client, officer, answered):
    later = sent(officer, quarter=4)
    people = [line.person for line in later.lines.sent().select_related("person")]
    returned(later, [row_of(person) for person in people[:2]], officer)
    later.refresh_from_db()
    take_back_return(cycle=later, by=officer)
    # Trails carry the time of their transaction, which is the test's: before it began.
    events = type(later)._meta.get_field("events").related_model.objects
    events.filter(state="returned").update(pgh_created_at=timezone.now())
    pages.clear()

    whole = shown(client, answered).context["page"].whole

    assert (whole.sent.value, whole.unchanged.value) == (12, 9)


def test_statistics_of_the_city_lead_to_the_round_trips(client, answered):
    link = f'href="{reverse("public-cycles:list")}"'
    city, kecamatan = (
        client.get(reverse("statistics:area", args=[code])).content.decode()
        for code in ("32.73", "32.73.05")
    )

    assert link in city
    assert link not in kecamatan


def test_statistics_lead_nowhere_before_a_round_trip_is_answered(client, officer):
    correction(entry(1), officer)
    sent(officer)
    publish()

    page = client.get(reverse("statistics:area", args=["32.73"])).content.decode()

    assert reverse("public-cycles:list") not in page
