"""Ready answers: filled with facts, never with guesses."""

from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import User
from complaints import actions, filling
from complaints.models import AnswerTemplate, Kind
from tests.complaints.factories import at_work, received
from tests.complaints.pages import current
from tests.factories import DisbursementFactory, HouseholdFactory, StageFactory, area

pytestmark = pytest.mark.django_db
shipped = import_module("complaints.migrations.0004_ship_answer_templates")


def matched(by, household, **changes):
    complaint = at_work(by, **changes)
    actions.match_household(complaint=complaint, household=household, by=by)
    return current(complaint)


def test_facts_come_from_the_newest_payment_of_the_household(by):
    payment = DisbursementFactory()
    complaint = matched(by, payment.enrolment.household)

    assert filling.facts_of(complaint) == {
        "kelurahan": payment.enrolment.household.kelurahan.name,
        "programme": payment.programme.name, "stage": "1", "paid_on": "2 Mei 2020",
    }  # fmt: skip


def test_stage_of_the_complaint_is_the_one_spoken_of(by):
    payment = DisbursementFactory(status="failed", failed_because="account")
    second = StageFactory(programme=payment.programme, number=2)
    DisbursementFactory(enrolment=payment.enrolment, stage=second)
    complaint = matched(
        by, payment.enrolment.household, programme=payment.programme, stage=payment.stage
    )

    facts = filling.facts_of(complaint)

    assert facts["stage"] == "1"
    assert "paid_on" not in facts
    assert facts["reason"]


def test_without_a_household_no_payment_is_guessed(by):
    DisbursementFactory()

    assert set(filling.facts_of(at_work(by))) == {"kelurahan"}


def test_complaint_of_the_whole_city_names_no_kelurahan(by):
    assert filling.facts_of(at_work(by, area=area("32.73"))) == {}


def test_household_without_payment_has_no_dates(by):
    assert set(filling.facts_of(matched(by, HouseholdFactory()))) == {"kelurahan"}


def test_place_without_a_fact_stays_to_be_seen():
    text = filling.fill("{kelurahan}: {paid_on} {lain}", {"kelurahan": "Braga"})

    assert text == "Braga: {paid_on} {lain}"
    assert filling.left_in(text) == ["{paid_on}"]


@pytest.mark.parametrize("text", ["{0}", "{kelurahan.__class__}", "{", "}{", "{{kelurahan}}"])
def test_braces_reach_nothing_but_the_facts(text):
    assert filling.fill(text, {"kelurahan": "Braga"}) in (text, "{Braga}")


def test_own_kind_is_offered_first_and_others_not_at_all():
    for title, kind, offered in (
        ("a umum", "", True), ("b sendiri", Kind.OTHER, True), ("c lain", Kind.PRIVACY, True),
        ("d lama", Kind.OTHER, False),
    ):  # fmt: skip
        AnswerTemplate.objects.create(title=title, kind=kind, text="x", is_active=offered)

    titles = filling.templates_for(received(kind=Kind.OTHER)).filter(text="x")

    assert list(titles.values_list("title", flat=True)) == ["b sendiri", "a umum"]


@pytest.mark.parametrize(("title", "kind", "text"), shipped.READY)
def test_shipped_answer_is_valid_and_fills_only_known_places(title, kind, text):
    AnswerTemplate(title=f"{title} uji", kind=kind, text=text).full_clean()

    assert not filling.unknown_in(text)
    assert "{" not in filling.fill(text, dict.fromkeys(filling.PLACES, "x"))


def test_shipping_again_keeps_what_the_office_wrote():
    shipped.ship(apps, None)
    title = shipped.READY[0][0]
    AnswerTemplate.objects.filter(title=title).update(text="Kata kami.")

    shipped.ship(apps, None)

    assert AnswerTemplate.objects.get(title=title).text == "Kata kami."
    assert AnswerTemplate.objects.filter(title=title).count() == 1


def test_template_with_an_impossible_place_is_refused(staff):
    before = AnswerTemplate.objects.count()
    add = "/admin/complaints/answertemplate/add/"

    page = staff.post(add, {"title": "Baru", "text": "Halo {nama}.", "is_active": "on"})

    assert page.context["errors"]
    assert AnswerTemplate.objects.count() == before


def test_officer_writes_a_template(staff):
    add = "/admin/complaints/answertemplate/add/"

    staff.post(add, {"title": "Baru", "text": "Halo {kelurahan}.", "is_active": "on"})

    assert AnswerTemplate.objects.get(title="Baru").is_active


def test_facilitator_reads_templates_only(client, sign_in):
    assert isinstance(sign_in("facilitator"), User)

    assert client.get("/admin/complaints/answertemplate/add/").status_code == 403
