"""The work list: one person at a time, recorded once, and nothing typed is lost."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from recipients.identity import MASK
from tests.factories import HouseholdFactory, PersonFactory, UserFactory, area
from tests.verification.rules import NIK, with_nik
from verification import actions
from verification.models import Task, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(facilitator):
    client = Client()
    client.force_login(facilitator)
    return client


@pytest.fixture
def campaign():
    """Three families in two RW, under way."""
    for number, (rw, rt) in enumerate([("002", "001"), ("001", "002"), ("001", "001")]):
        home = HouseholdFactory(rw=rw, rt=rt, address=f"Jl. Uji {number}")
        PersonFactory(household=home, name=f"Tono {'ABC'[number]}")
    today, officer = timezone.localdate(), UserFactory()
    planned = actions.plan_campaign(
        name="Uji", area=area("32.73"), opens_on=today, deadline=today, by=officer
    )
    return actions.start_campaign(campaign=planned, by=officer)


def work(client, campaign, **asked):
    return client.get(reverse("campaigns:work", args=[campaign.pk]), asked)


def shown(response):
    """The person on the card, and those of the list below."""
    page = response.content.decode()
    context = response.context
    task = context.get("task")
    assert f'data-task="{task.pk}"' in page if task else "data-task" not in page
    return (task.person.name if task else None), [one.person.name for one in context["rows"]]


def task_of(name):
    return Task.objects.get(person__name=name)


def typed(task, result="correct", **more):
    return {"key": str(uuid.uuid4()), "seen": task.visits, "back": "", "result": result} | more


def record(client, task, result="correct", **more):
    return client.post(reverse("campaigns:visit", args=[task.pk]), typed(task, result, **more))


def test_people_come_door_by_door(client, campaign):
    assert shown(work(client, campaign)) == ("Tono C", ["Tono B", "Tono A"])


def test_one_tap_records_and_brings_the_next_person(client, campaign):
    page = work(client, campaign)
    quick = page.context["quick"]

    response = client.post(
        reverse("campaigns:visit", args=[task_of("Tono C").pk]),
        {"key": quick["key"].value(), "seen": quick["seen"].value(), "result": "correct"},
        follow=True,
    )

    assert task_of("Tono C").result == "correct"
    assert shown(response) == ("Tono B", ["Tono A"])
    assert response.context["saved"] == task_of("Tono C")


def test_the_same_form_sent_again_is_one_visit(client, campaign):
    task = task_of("Tono C")
    form = typed(task, "moved", note="ke Bogor")
    address = reverse("campaigns:visit", args=[task.pk])

    answers = [client.post(address, form).status_code for _ in range(3)]

    assert answers == [302] * 3
    assert Visit.objects.get().note == "ke Bogor"


def test_a_changed_answer_under_a_used_key_is_asked_about_not_lost(client, campaign):
    task = task_of("Tono C")
    form = typed(task, "moved")
    address = reverse("campaigns:visit", args=[task.pk])
    client.post(address, form)

    response = client.post(address, form | {"result": "deceased", "note": "kata RT"})

    assert response.status_code == 400
    assert response.context["form"]["note"].value() == "kata RT"
    again = {name: response.context["form"][name].value() for name in form}
    client.post(address, again | {"note": "kata RT"})
    assert (task_of("Tono C").result, Visit.objects.count()) == ("deceased", 2)


def test_nobody_met_comes_last(client, campaign):
    response = record(client, task_of("Tono C"), "nobody")

    assert shown(client.get(response["Location"])) == ("Tono B", ["Tono A", "Tono C"])


def test_who_is_left_for_later_stays_to_be_visited(client, campaign):
    later = work(client, campaign, after=task_of("Tono C").pk)
    assert shown(later) == ("Tono B", ["Tono A"])

    for name in ("Tono B", "Tono A"):
        back = f"after={task_of('Tono C').pk}"
        response = record(client, task_of(name), back=back)

    assert shown(client.get(response["Location"])) == ("Tono C", [])


@pytest.mark.parametrize(
    ("asked", "names"),
    [({"rw": "001"}, ("Tono C", ["Tono B"])), ({"rw": "001", "rt": "002"}, ("Tono B", [])),
     ({"rw": "009"}, (None, []))],
)  # fmt: skip
def test_list_is_narrowed_to_rw_and_rt(client, campaign, asked, names):
    assert shown(work(client, campaign, **asked)) == names


@pytest.mark.parametrize(
    "asked",
    [{"rw": "' OR 1=1"}, {"rw": "\x00"}, {"rw": "001", "rt": "\x00"}, {"after": "9" * 30}, {"after": "x"}, {"area": "<b>"}, {"saved": "²"},
     {"rt": "1", "done": "ya"}, {"before": "-1"}, {"area": "32.76.01.1001"}],
    ids=str,
)  # fmt: skip
def test_hostile_addresses_show_a_list(client, campaign, asked):
    assert work(client, campaign, **asked).status_code == 200


def test_those_done_can_be_seen_and_corrected_with_their_history(client, campaign):
    record(client, task_of("Tono C"), "moved", note="ke Bogor")
    assert shown(work(client, campaign, done="1")) == (None, ["Tono C"])

    record(client, task_of("Tono C"), "correct")

    page = client.get(reverse("campaigns:visit", args=[task_of("Tono C").pk]))
    results = [visit.result for visit in page.context["visits"]]
    assert (task_of("Tono C").result, results) == ("correct", ["correct", "moved"])


def test_finished_list_says_so(client, campaign):
    for name in ("Tono A", "Tono B", "Tono C"):
        record(client, task_of(name))

    assert b"data-finished" in work(client, campaign).content


def test_wrong_form_comes_back_with_all_that_was_typed(client, campaign):
    task = task_of("Tono C")

    response = record(client, task, "deceased", died_on="2999-01-01", note="kata <b>RT</b>")

    form = response.context["form"]
    assert response.status_code == 400
    assert (form["note"].value(), form["died_on"].value()) == ("kata <b>RT</b>", "2999-01-01")
    assert b"kata <b>" not in response.content
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"result": "x"}, {"result": ""}, {"key": "x"}, {"seen": "-1"}, {"seen": "x"},
     {"died_on": "x"}, {"note": "a" * 301}, {"note": "a\x00"}],
    ids=str,
)  # fmt: skip
def test_form_that_makes_no_sense_records_nothing(client, campaign, wrong):
    assert record(client, task_of("Tono C"), **wrong).status_code == 400
    assert not Visit.objects.exists()


def test_visit_recorded_meanwhile_is_shown_before_it_is_replaced(client, campaign, facilitator):
    task = task_of("Tono C")
    stale = typed(task, "correct")
    actions.record_visit(task=task, result="deceased", by=facilitator)

    response = client.post(reverse("campaigns:visit", args=[task.pk]), stale)

    assert (response.status_code, task_of("Tono C").result) == (400, "deceased")
    assert b'data-verdict="deceased"' in response.content


def test_ended_session_keeps_what_was_typed(client, campaign, facilitator):
    task = task_of("Tono C")
    client.logout()

    response = record(client, task, "moved", note="ke Bogor", back="rw=001")
    assert response["Location"].endswith(f"?next={reverse('campaigns:visit', args=[task.pk])}")
    assert "Bogor" not in str(response.cookies)
    client.force_login(facilitator)
    page = client.get(reverse("campaigns:visit", args=[task.pk]))

    form = page.context["form"]
    assert b"data-kept" in page.content
    assert (form["note"].value(), form["result"].value()) == ("ke Bogor", "moved")
    sent = {name: form[name].value() or "" for name in ("key", "seen", "back", "result", "note")}
    assert client.post(reverse("campaigns:visit", args=[task.pk]), sent)["Location"].split("?")[
        1
    ] == (f"rw=001&saved={task.pk}#card")
    assert Visit.objects.get().note == "ke Bogor"


def test_what_was_kept_is_shown_once_and_for_its_own_person_only(client, campaign, facilitator):
    client.logout()
    record(client, task_of("Tono C"), "moved")
    client.force_login(facilitator)

    pages = [
        client.get(reverse("campaigns:visit", args=[task_of(name).pk])).content
        for name in ("Tono B", "Tono C", "Tono C")
    ]
    assert [b"data-kept" in page for page in pages] == [False, True, False]


@pytest.mark.parametrize("cookie", ["x", "AAAA", "é", "", "=" * 9])
def test_cookie_that_is_not_ours_is_nothing(client, campaign, cookie):
    client.cookies["visit"] = cookie

    page = client.get(reverse("campaigns:visit", args=[task_of("Tono C").pk]))

    assert (page.status_code, b"data-kept" in page.content) == (200, False)


def test_form_of_before_a_new_log_in_is_shown_again_and_not_recorded(campaign, facilitator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(facilitator)

    response = record(client, task_of("Tono C"), "moved", note="ke Bogor")

    assert (response.status_code, b"data-kept" in response.content) == (200, True)
    assert response.context["form"]["note"].value() == "ke Bogor"
    assert not Visit.objects.exists()


def test_number_is_masked(client, campaign):
    person = with_nik(NIK, household__rw="000")
    task = Task.objects.create(campaign=campaign, person=person, kelurahan=area())

    page = work(client, campaign).content.decode()

    assert f'data-task="{task.pk}"' in page
    assert (MASK in page, NIK[:6] in page, NIK[-4:] in page) == (True, False, False)


def test_list_asks_few_queries_whatever_it_holds(client, campaign, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        work(client, campaign, rw="001", rt="001")


def test_looking_up_finds_only_people_of_the_campaign_in_ones_own_area(client, campaign):
    other = PersonFactory(name="Tono Jauh", household__kelurahan=area("32.73.05.1007"))
    find = reverse("campaigns:find", args=[campaign.pk])

    response = client.post(find, {"text": "tono"})

    assert [task.person.name for task in response.context["rows"]] == ["Tono A", "Tono B", "Tono C"]
    assert other.name not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_looking_up_too_little_is_refused(client, campaign):
    assert (
        client.post(reverse("campaigns:find", args=[campaign.pk]), {"text": "t"}).status_code == 400
    )


def test_who_is_given_to_a_colleague_is_not_on_my_list(client, campaign):
    colleague, lurah = (
        UserFactory(role="facilitator", area=area()),
        UserFactory(role="lurah", area=area()),
    )
    actions.assign(campaign=campaign, kelurahan=area(), rw="001", to=colleague, by=lurah)

    assert shown(work(client, campaign)) == ("Tono A", [])


def test_closed_campaign_takes_no_visit(client, campaign):
    actions.close_campaign(campaign=campaign, by=UserFactory())

    assert record(client, task_of("Tono C")).status_code == 400
    assert shown(work(client, campaign)) == (None, [])
