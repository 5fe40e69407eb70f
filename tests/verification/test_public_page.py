"""The public page of a campaign: published counts, small causes protected, nobody named."""

import pytest
from django.urls import reverse
from django.utils import timezone

from kelurahan.page_cache import pages
from kelurahan.publishing import publish
from tests.factories import PersonFactory, area
from verification import actions
from verification.models import Task

pytestmark = pytest.mark.django_db

KELURAHAN = ("32.73.05.1006", "32.73.05.1007", "32.73.06.1001")


@pytest.fixture(autouse=True)
def no_old_pages():
    pages.clear()
    yield
    pages.clear()


@pytest.fixture
def campaign(officer):
    for code in KELURAHAN:
        for _ in range(4):
            PersonFactory(household__kelurahan=area(code), name="Rahasia Sekali")
    today = timezone.localdate()
    planned = actions.plan_campaign(
        name="Uji", area=area("32.73"), opens_on=today, deadline=today, by=officer
    )
    return actions.start_campaign(campaign=planned, by=officer)


def shown(client, campaign):
    return client.get(reverse("public-campaigns:campaign", args=[campaign.pk]))


def test_page_shows_what_was_published_not_what_is_known_since(client, campaign, officer):
    publish()
    actions.record_visit(task=Task.objects.first(), result="correct", by=officer)

    page = shown(client, campaign).context["page"]

    assert (page.whole.target.value, page.whole.done.value) == (12, 0)
    assert [line.target.value for line in page.kelurahan] == [4, 4, 4]
    assert [line.code for line in page.kecamatan] == ["32.73.05", "32.73.06"]


def test_small_causes_below_the_city_are_protected(client, campaign, officer):
    for task in Task.objects.all():
        actions.record_visit(task=task, result="deceased", by=officer)
    publish()

    page = shown(client, campaign).context["page"]

    causes = {
        line.code: {i.key: (n.value, n.suppressed) for i, n, _part in line.verdicts}
        for line in page.kelurahan
    }
    assert all(causes[code]["campaign_deceased"] == (None, True) for code in KELURAHAN)


def test_nobody_is_named(client, campaign):
    publish()

    assert "Rahasia" not in shown(client, campaign).content.decode()


@pytest.mark.django_db(transaction=True)
def test_campaign_that_began_after_the_release_is_not_there_yet(client, officer):
    PersonFactory()
    publish()
    today = timezone.localdate()
    planned = actions.plan_campaign(
        name="Uji", area=area("32.73"), opens_on=today, deadline=today, by=officer
    )
    assert shown(client, planned).status_code == 404

    actions.start_campaign(campaign=planned, by=officer)
    assert shown(client, planned).status_code == 404


def test_newest_campaign_is_led_to(client, campaign):
    publish()

    answer = client.get(reverse("public-campaigns:newest"))

    assert answer["Location"] == reverse("public-campaigns:campaign", args=[campaign.pk])


def test_page_asks_few_queries(client, campaign, django_assert_max_num_queries):
    publish()
    shown(client, campaign)
    pages.clear()

    with django_assert_max_num_queries(5):
        shown(client, campaign)
