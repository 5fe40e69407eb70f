"""Planning, starting, sharing out and following a campaign; its report."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import PersonFactory, UserFactory, area
from verification import actions
from verification.models import Campaign, Task
from workspace.campaigning.report import report_of

pytestmark = pytest.mark.django_db

PLAN = {"name": "Verval", "area": "32.73", "opens_on": "2021-07-01", "deadline": "2021-07-31"}


@pytest.fixture
def campaign(officer):
    PersonFactory(), PersonFactory(household__kelurahan=area("32.73.05.1007"))
    today = timezone.localdate()
    return actions.plan_campaign(
        name="Uji", area=area("32.73"), opens_on=today, deadline=today, by=officer
    )


@pytest.fixture
def started(campaign, officer):
    return actions.start_campaign(campaign=campaign, by=officer)


def page_of(name, campaign):
    return reverse(f"campaigns:{name}", args=[campaign.pk])


def test_planned_campaign_tells_whom_it_would_ask_before_it_starts(client, officer):
    PersonFactory()
    client.force_login(officer)

    response = client.post(reverse("campaigns:plan"), PLAN | {"who": "no_nik"}, follow=True)

    assert response.context["targets"] == 1
    assert not Task.objects.exists()
    assert Campaign.objects.get().who == "no_nik"


@pytest.mark.parametrize(
    "wrong",
    [{"area": "32.76"}, {"area": "32"}, {"name": ""}, {"deadline": "2021-06-30"},
     {"rules": ["x"]}, {"verdicts": ["x"]}, {"who": "x"}, {"register": "x"},
     {"opens_on": "x"}, {"name": "a" * 121}, {"name": "a\x00"}],
    ids=str,
)  # fmt: skip
def test_campaign_that_cannot_be_is_not_planned(client, officer, wrong):
    area("32.76")
    client.force_login(officer)

    assert client.post(reverse("campaigns:plan"), PLAN | wrong).status_code == 400
    assert not Campaign.objects.exists()


def test_started_campaign_shows_its_board(client, officer, campaign):
    client.force_login(officer)

    page = client.post(page_of("start", campaign), follow=True)

    assert page.context["board"].whole.target == 2
    assert b'data-target="2"' in page.content


def test_board_holds_ones_own_area_only(client, lurah, started):
    client.force_login(lurah)

    page = client.get(page_of("campaign", started))

    assert [line.code for line in page.context["board"].kelurahan] == ["32.73.05.1006"]
    assert "32.73.05.1007" not in page.content.decode()


def test_board_refreshes_itself_only_where_that_was_asked_for(client, officer, started):
    client.force_login(officer)

    pages = [client.get(page_of("campaign", started) + query).content for query in ("", "?live")]

    assert [b'http-equiv="refresh"' in page for page in pages] == [False, True]


def test_board_asks_few_queries(client, officer, started, django_assert_max_num_queries):
    client.force_login(officer)

    with django_assert_max_num_queries(5):
        client.get(page_of("campaign", started))


def test_list_asks_few_queries(client, officer, started, django_assert_max_num_queries):
    client.force_login(officer)

    with django_assert_max_num_queries(5):
        assert client.get(reverse("campaigns:list")).context["rows"][0]["target"] == 2


def test_campaign_about_nobody_says_so_and_stays_planned(client, officer):
    client.force_login(officer)
    client.post(reverse("campaigns:plan"), PLAN)
    campaign = Campaign.objects.get()

    page = client.post(page_of("start", campaign), follow=True)

    assert b'data-message="error"' in page.content
    assert Campaign.objects.get().state == "planned"


def test_lurah_shares_an_rw_out(client, lurah, facilitator, started):
    client.force_login(lurah)
    form = {"kelurahan": "32.73.05.1006", "rw": "002", "to": facilitator.pk}

    page = client.post(page_of("share", started), form, follow=True)

    assert Task.objects.filter(assigned_to=facilitator).count() == 1
    assert page.context["rows"][0]["who"] == facilitator.username


@pytest.mark.parametrize(
    "wrong", [{"kelurahan": "32.73.05.1007"}, {"rw": "0 0"}, {"to": "0"}, {"kelurahan": "x"}]
)
def test_what_is_not_ones_own_cannot_be_shared_out(client, lurah, facilitator, started, wrong):
    client.force_login(lurah)
    form = {"kelurahan": "32.73.05.1006", "rw": "", "to": facilitator.pk}

    assert client.post(page_of("share", started), form | wrong).status_code == 400
    assert not Task.objects.exclude(assigned_to=None).exists()


def test_people_cannot_be_given_to_staff_of_another_kelurahan(client, officer, started):
    client.force_login(officer)
    stranger = UserFactory(role="facilitator", area=area("32.73.05.1007"))
    form = {"kelurahan": "32.73.05.1006", "rw": "", "to": stranger.pk}

    assert client.post(page_of("share", started), form).status_code == 400


def test_report_counts_by_cause_and_computes_every_part(client, officer, campaign, facilitator):
    people = [PersonFactory() for _ in range(4)]
    started = actions.start_campaign(campaign=campaign, by=officer)
    for person, result in zip(people, ("correct", "moved", "deceased", "no_nik"), strict=True):
        task = Task.objects.get(person=person)
        actions.record_visit(task=task, result=result, by=facilitator)
    client.force_login(officer)

    report = client.get(page_of("report", started)).context["report"]

    parts = {line.key: (line.people, str(line.part)) for line in (report.repair, report.delete)}
    assert parts == {"repair": (1, "25.00"), "delete": (2, "50.00")}
    assert {line.key: line.people for line in report.delete_by_cause} == {
        "not_found": 0, "moved": 1, "duplicate": 0, "deceased": 1,
    }  # fmt: skip


def test_report_tells_what_was_put_right_already(started, facilitator, lurah):
    task = Task.objects.get(kelurahan=area())
    actions.record_visit(task=task, result="invalid", by=facilitator)
    finding = Task.objects.get(pk=task.pk).finding
    actions.resolve_all(findings=[finding.pk], reason="repaired", by=lurah)

    assert report_of(started).repaired.people == 1


def test_report_of_a_part_takes_no_visit_of_another_campaign_for_its_own(
    started, facilitator, lurah, officer
):
    task = Task.objects.get(kelurahan=area())
    actions.record_visit(task=task, result="invalid", by=facilitator)
    finding = Task.objects.get(pk=task.pk).finding
    later = Campaign.objects.create(
        name="Later", area=area("32.73"), opens_on=started.opens_on, deadline=started.deadline,
        created_by=officer,
    )  # fmt: skip
    elsewhere = area("32.73.05.1007")
    Task.objects.create(campaign=later, person=task.person, kelurahan=elsewhere, finding=finding)
    actions.resolve_all(findings=[finding.pk], reason="repaired", by=lurah)

    assert report_of(started, within=elsewhere.pk).repaired.people == 0
    assert report_of(started, within=area().pk).repaired.people == 1


def test_download_is_a_workbook_and_is_logged(client, facilitator, started):
    client.force_login(facilitator)

    response = client.post(page_of("download", started), {"area": "32.73.05.1006"})

    assert b"".join(response.streaming_content).startswith(b"PK")
    assert facilitator.access_logs.get().action == "export"


@pytest.mark.parametrize("rw", ["\x00", "009"])
def test_rw_that_nobody_lives_in_gives_no_file(client, facilitator, started, rw):
    client.force_login(facilitator)

    asked = {"area": "32.73.05.1006", "rw": rw}
    assert client.post(page_of("download", started), asked).status_code == 302
    assert not facilitator.access_logs.exists()


@pytest.mark.parametrize("code", ["32.73.05.1007", "", "x"])
def test_list_of_another_kelurahan_is_not_handed_out(client, facilitator, started, code):
    client.force_login(facilitator)

    assert client.post(page_of("download", started), {"area": code}).status_code == 302
    assert not facilitator.access_logs.exists()
