"""A campaign: who is visited, what the visits found, and the board that follows them."""

import datetime
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from recipients.models import Household
from tests.factories import DisbursementFactory, HouseholdFactory, PersonFactory, UserFactory, area
from tests.verification.rules import found, with_nik
from verification import actions
from verification.board import board
from verification.models import Campaign, CampaignCount, Finding, Task, Visit
from verification.targets import count_targets

pytestmark = pytest.mark.django_db

ELSEWHERE = "32.73.05.1007"


@pytest.fixture
def facilitator():
    return UserFactory(role="facilitator", area=area())


def planned(by, **changes):
    today = timezone.localdate()
    values = {
        "name": "Re-verification", "area": area("32.73"), "opens_on": today,
        "deadline": today + datetime.timedelta(days=9),
    }  # fmt: skip
    return actions.plan_campaign(**values | changes, by=by)


def started(by, **changes):
    return actions.start_campaign(campaign=planned(by, **changes), by=by)


def task_of(person):
    return Task.objects.get(person=person)


def visit(person, result, by, **how):
    return actions.record_visit(task=task_of(person), result=result, by=by, **how)


# Who is asked about


def test_everybody_in_active_households_of_the_area_is_asked_about(officer):
    person, gone = PersonFactory(), PersonFactory()
    PersonFactory(household=HouseholdFactory(kelurahan=area("32.76.01.1001")))
    Household.objects.filter(pk=gone.household_id).update(
        status="deactivated", deactivated_because="moved", deactivated_on="2020-01-01"
    )

    started(officer)

    assert list(Task.objects.values_list("person", flat=True)) == [person.pk]


def test_campaign_may_ask_only_about_open_findings(officer):
    doubtful = with_nik(status="warning")
    with_nik("3273050201700002")
    found("nik_doubtful")

    started(officer, rules=["nik_doubtful"])

    assert Task.objects.get().person == doubtful


def test_campaign_about_nobody_does_not_start(officer):
    with pytest.raises(ValidationError):
        started(officer)

    assert Campaign.objects.get().state == "planned"


def test_starting_twice_asks_once(officer):
    PersonFactory()
    campaign = started(officer)

    actions.start_campaign(campaign=campaign, by=officer)

    assert CampaignCount.objects.get().people == Task.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"name": " "}, {"rules": ["nonsense"]}, {"deadline": datetime.date(2020, 1, 1)},
     {"register": "x"}],
    ids=str,
)  # fmt: skip
def test_campaign_that_cannot_be_is_refused(officer, changes):
    with pytest.raises(ValidationError):
        planned(officer, **changes)


@pytest.mark.parametrize("role", ["facilitator", "lurah", "kecamatan"])
def test_only_dinsos_plans(role):
    with pytest.raises(PermissionDenied):
        planned(UserFactory(role=role, area=area("32.73")))


# Visits


def test_correct_is_a_verdict_and_no_finding(officer, facilitator):
    person = PersonFactory()
    started(officer)

    task = visit(person, "correct", facilitator)

    assert (task.result, task.visits, task.decided_on) == ("correct", 1, timezone.localdate())
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("result", "action"),
    [("not_found", "delete"), ("moved", "delete"), ("duplicate", "delete"),
     ("deceased", "delete"), ("invalid", "repair"), ("no_nik", "repair")],
)  # fmt: skip
def test_verdict_opens_a_finding_with_what_it_proposes(officer, facilitator, result, action):
    person = PersonFactory()
    started(officer)

    visit(person, result, facilitator)

    finding = Finding.objects.get()
    assert (finding.kind, finding.action, finding.source) == (result, action, "campaign")
    assert finding.person == person


def test_nobody_met_is_a_visit_without_verdict(officer, facilitator):
    person = PersonFactory()
    started(officer)

    task = visit(person, "nobody", facilitator)

    assert (task.result, task.visits) == ("", 1)


def test_person_whom_nobody_met_three_times_is_unreachable(officer, facilitator):
    person = PersonFactory()
    started(officer)
    for _ in range(2):
        visit(person, "nobody", facilitator)
    assert not found("unreachable")

    visit(person, "nobody", facilitator)

    assert found("unreachable").get().person == person


def test_person_met_at_last_is_reachable(officer, facilitator):
    person = PersonFactory()
    started(officer)
    for _ in range(3):
        visit(person, "nobody", facilitator)
    found("unreachable")

    visit(person, "correct", facilitator)

    assert not found("unreachable")


def test_visit_sent_twice_is_one(officer, facilitator):
    person = PersonFactory()
    started(officer)
    key = uuid.uuid4()

    for _ in range(2):
        visit(person, "nobody", facilitator, key=key)

    assert (task_of(person).visits, Visit.objects.count()) == (1, 1)


def test_verdict_that_is_corrected_takes_its_finding_back(officer, facilitator):
    person = PersonFactory()
    started(officer)
    visit(person, "moved", facilitator)

    visit(person, "correct", facilitator)

    finding = Finding.objects.get()
    assert (finding.state, finding.closed_because) == ("dismissed", "as_it_is")


def test_finding_of_a_complaint_stays_when_the_visit_is_corrected(officer, facilitator):
    person = PersonFactory()
    actions.open_finding(
        household=person.household, person=person, kind="moved", source="complaint", by=officer
    )
    started(officer)
    visit(person, "moved", facilitator)

    visit(person, "correct", facilitator)

    assert Finding.objects.get().state == "open"


def test_closed_campaign_takes_no_visit(officer, facilitator):
    person = PersonFactory()
    actions.close_campaign(campaign=started(officer), by=officer)

    with pytest.raises(ValidationError):
        visit(person, "correct", facilitator)


def test_foreign_facilitator_records_nothing(officer):
    person = PersonFactory()
    started(officer)

    with pytest.raises(PermissionDenied):
        visit(person, "correct", UserFactory(role="facilitator", area=area(ELSEWHERE)))


# Work lists


def test_work_list_holds_own_and_unassigned_people(officer, facilitator):
    lurah = UserFactory(role="lurah", area=area())
    mine, free, done, others = (PersonFactory() for _ in range(4))
    PersonFactory(household=HouseholdFactory(kelurahan=area(ELSEWHERE)))
    started(officer)
    Task.objects.filter(person=mine).update(assigned_to=facilitator)
    Task.objects.filter(person=others).update(assigned_to=lurah)
    visit(done, "correct", facilitator)

    people = Task.objects.work_of(facilitator).values_list("person", flat=True)
    assert set(people) == {mine.pk, free.pk}


def test_lurah_assigns_one_rw(officer, facilitator):
    lurah = UserFactory(role="lurah", area=area())
    PersonFactory(household=HouseholdFactory(rw="002"))
    PersonFactory(household=HouseholdFactory(rw="003"))
    campaign = started(officer)

    assert actions.assign(
        campaign=campaign, kelurahan=area(), rw="003", to=facilitator, by=lurah
    ) == 1  # fmt: skip


def test_nobody_is_assigned_to_a_foreign_area(officer):
    PersonFactory()
    campaign = started(officer)
    stranger = UserFactory(role="facilitator", area=area(ELSEWHERE))

    with pytest.raises(PermissionDenied):
        actions.assign(campaign=campaign, kelurahan=area(), to=stranger, by=officer)


@pytest.mark.parametrize(("code", "sees"), [("32.73.05.1006", True), ("32.76", False)])
def test_campaign_of_the_city_is_seen_in_its_kelurahan(officer, code, sees):
    planned(officer)

    user = UserFactory(role="officer", area=area(code))
    assert Campaign.objects.visible_to(user).exists() is sees


# The board


def test_board_counts_by_area_and_verdict(officer, facilitator):
    people = [PersonFactory() for _ in range(3)]
    PersonFactory(household=HouseholdFactory(kelurahan=area(ELSEWHERE)))
    campaign = started(officer)
    visit(people[0], "correct", facilitator)
    visit(people[1], "moved", facilitator)

    progress = board(campaign)

    assert (progress.whole.target, progress.whole.done) == (4, 2)
    best = progress.kelurahan[0]
    assert (best.code, best.done, best.target) == ("32.73.05.1006", 2, 3)
    assert best.results == {"correct": 1, "moved": 1}
    assert [line.code for line in progress.kecamatan] == ["32.73.05"]


def test_corrected_verdict_is_counted_once(officer, facilitator):
    person = PersonFactory()
    campaign = started(officer)
    for result in ("moved", "correct", "correct"):
        visit(person, result, facilitator)

    assert board(campaign).whole.results == {"correct": 1}


def test_board_tells_the_pace_that_is_needed_and_the_forecast(officer, facilitator):
    today = timezone.localdate()
    people = [PersonFactory() for _ in range(8)]
    campaign = started(officer, opens_on=today - datetime.timedelta(days=2))
    for person in people[:4]:
        visit(person, "correct", facilitator)

    progress = board(campaign, today=today + datetime.timedelta(days=1))

    assert (progress.days_left, progress.needed_per_day) == (9, 1)
    assert progress.pace == pytest.approx(4 / 3)
    assert progress.forecast == today + datetime.timedelta(days=4)


def test_board_without_pace_forecasts_nothing(officer):
    PersonFactory()

    assert board(started(officer)).forecast is None


def test_board_is_one_query_whatever_the_campaign_holds(officer, django_assert_num_queries):
    for _ in range(5):
        PersonFactory()
    started(officer)
    campaign = Campaign.objects.select_related("area").get()

    with django_assert_num_queries(1):
        board(campaign)


@pytest.mark.django_db(transaction=True)
def test_verdicts_at_the_same_moment_are_all_counted():
    officer = UserFactory(role="officer")
    people = [PersonFactory() for _ in range(12)]
    campaign = started(officer)

    def decide(place):
        try:
            result = ("correct", "moved", "deceased")[place % 3]
            visit(people[place % 6], result, officer)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(decide, range(24)))

    whole = board(campaign).whole
    assert (whole.done, whole.target) == (6, 12)
    assert whole.done == Task.objects.exclude(result="").count()


# What the database refuses


@pytest.mark.parametrize(
    "changes",
    [{"result": "correct"}, {"decided_on": datetime.date(2021, 8, 1)},
     {"result": "nobody", "decided_on": datetime.date(2021, 8, 1), "visits": 1}],
    ids=str,
)  # fmt: skip
def test_database_refuses_an_impossible_task(officer, changes):
    PersonFactory()
    started(officer)

    with pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.update(**changes)


def test_database_refuses_to_change_a_visit(officer, facilitator):
    person = PersonFactory()
    started(officer)
    visit(person, "correct", facilitator)

    with pytest.raises(DatabaseError), transaction.atomic():
        Visit.objects.update(result="moved")


def test_database_refuses_to_plan_a_campaign_anew(officer):
    PersonFactory()
    campaign = started(officer)

    with pytest.raises(DatabaseError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(state="planned")


# Forms that come late, or twice


def test_visit_after_another_since_the_form_was_shown_is_refused(officer, facilitator):
    person = PersonFactory()
    started(officer)
    visit(person, "deceased", facilitator)

    with pytest.raises(actions.VisitedSinceError):
        visit(person, "correct", facilitator, seen=0)

    assert task_of(person).result == "deceased"


def test_visit_sent_again_is_no_visit_by_somebody_else(officer, facilitator):
    person, key = PersonFactory(), uuid.uuid4()
    started(officer)
    visit(person, "correct", facilitator, seen=0, key=key)

    visit(person, "correct", facilitator, seen=0, key=key)

    assert Visit.objects.count() == task_of(person).visits == 1


def test_key_of_a_visit_to_somebody_else_is_refused(officer, facilitator):
    one, other, key = PersonFactory(), PersonFactory(), uuid.uuid4()
    started(officer)
    visit(one, "correct", facilitator, key=key)

    with pytest.raises(ValidationError):
        visit(other, "correct", facilitator, key=key)


# What a campaign asks for


def test_verdict_that_the_campaign_does_not_ask_for_is_refused(officer, facilitator):
    person = PersonFactory()
    started(officer, verdicts=["deceased"])

    with pytest.raises(ValidationError):
        visit(person, "moved", facilitator)
    assert visit(person, "correct", facilitator).result == "correct"


def test_campaign_may_ask_only_about_people_without_nik(officer):
    without = PersonFactory()
    with_nik()

    started(officer, who="no_nik")

    assert Task.objects.get().person == without


def test_campaign_may_ask_only_about_families_whose_payment_failed(officer):
    failed = PersonFactory()
    DisbursementFactory(
        enrolment__household=failed.household, status="failed", failed_because="moved"
    )
    DisbursementFactory(enrolment__household=PersonFactory().household)

    started(officer, who="unpaid")

    assert Task.objects.get().person == failed


def test_number_told_before_the_start_is_the_number_put_down(officer):
    PersonFactory(), PersonFactory(household__register="non_dtks")
    campaign = planned(officer, register="dtks")

    told = count_targets(campaign)
    actions.start_campaign(campaign=campaign, by=officer)

    assert told == Task.objects.count() == 1


@pytest.mark.parametrize(
    ("result", "died_on"),
    [("correct", "2021-07-01"), ("deceased", "2999-01-01"), ("deceased", "1969-12-31")],
)
def test_impossible_date_of_death_is_refused(officer, facilitator, result, died_on):
    person = PersonFactory()
    started(officer)

    with pytest.raises(ValidationError):
        visit(person, result, facilitator, died_on=datetime.date.fromisoformat(died_on))


def test_date_of_death_is_kept_with_the_visit(officer, facilitator):
    person, day = PersonFactory(), datetime.date(2021, 7, 1)
    started(officer)

    visit(person, "deceased", facilitator, died_on=day)

    assert Visit.objects.get().died_on == day


def test_database_refuses_a_date_of_death_for_the_living(officer, facilitator):
    person = PersonFactory()
    started(officer)

    with pytest.raises(DatabaseError), transaction.atomic():
        Visit.objects.create(
            task=task_of(person), key=uuid.uuid4(), result="correct", by=facilitator,
            died_on=datetime.date(2021, 7, 1),
        )  # fmt: skip


def test_campaign_is_seen_by_whoever_has_no_area(officer):
    PersonFactory()
    started(officer)

    admin = UserFactory(role="administrator", area=None)
    assert Campaign.objects.visible_to(admin).exists()
