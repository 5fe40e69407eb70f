"""The register in the admin: only one's own area, no number shown, every look noted."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLog
from recipients import actions, identity
from tests.factories import (
    DisbursementFactory,
    EnrolmentFactory,
    PersonFactory,
    UserFactory,
    area,
)

pytestmark = pytest.mark.django_db
NIK = "3273050201700001"
KK = "3273050102030004"


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def officer():
    return UserFactory(role="officer", username="petugas.dinsos")


@pytest.fixture
def staff(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def person(officer):
    person = PersonFactory(name="Tono Rusdiantono")
    actions.set_nik(person=person, text=NIK, by=officer)
    actions.set_kk(household=person.household, text=KK, by=officer)
    person.refresh_from_db()
    return person


@pytest.fixture
def stranger():
    return PersonFactory(name="Asep Orang Depok", household__kelurahan=area("32.76.01.1006"))


def url(obj, name="change"):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{name}", args=[obj.pk])


def list_url(name):
    return reverse(f"admin:recipients_{name}_changelist")


def digits(text):
    return re.sub(r"\D", "", re.sub(r"<[^>]*>", " ", text))


def test_person_page_shows_name_and_mask_but_no_number(staff, person):
    page = staff.get(url(person)).text

    assert "Tono Rusdiantono" in page
    assert identity.MASK in page
    assert NIK not in page.replace(" ", "")


def test_household_page_shows_members_payments_and_no_number(staff, person):
    payment = DisbursementFactory(enrolment__household=person.household)

    page = staff.get(url(person.household)).text

    assert "Tono Rusdiantono" in page
    assert url(payment) in page
    assert KK not in page.replace(" ", "")


@pytest.mark.parametrize("kind", ["person", "household"])
def test_opening_a_page_is_noted_once(staff, person, officer, kind):
    obj = person if kind == "person" else person.household

    staff.get(url(obj))

    entry = AccessLog.objects.get()
    assert (entry.user, entry.action) == (officer, "view")
    assert (entry.object_type, entry.object_id) == (f"recipients.{kind}", obj.pk)


def test_history_names_who_changed_what_and_masks_numbers(staff, person, officer):
    actions.change_person(person=person, by=officer, name="Tono Rusdiyantono")

    page = staff.get(url(person)).text

    assert "Tono Rusdiyantono" in page
    assert "Tono Rusdiantono" in page
    assert officer.username in page
    assert bytes(person.nik_cipher).hex() not in page
    assert "b&#x27;" not in page


@pytest.mark.parametrize("kind", ["person", "household", "enrolment", "disbursement"])
def test_list_shows_ones_own_area_only(staff, person, stranger, kind):
    own = DisbursementFactory(enrolment__household=person.household)
    foreign = DisbursementFactory(enrolment__household=stranger.household)
    pick = {
        "person": lambda p: person if p is own else stranger,
        "household": lambda p: p.enrolment.household,
        "enrolment": lambda p: p.enrolment,
        "disbursement": lambda p: p,
    }[kind]

    page = staff.get(list_url(kind)).text

    assert url(pick(own)) in page
    assert url(pick(foreign)) not in page


PAGES = [
    ("household", ["change", "reveal", "edit", "kk", "member", "enrol", "deactivate", "reactivate"]),
    ("person", ["change", "reveal", "edit", "nik", "civil-registry"]),
    ("enrolment", ["change", "paid", "failed", "returned", "card-holder", "suspend", "resume", "end"]),
    ("disbursement", ["change", "paid", "failed", "returned"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in PAGES for name in names]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_foreign_object_answers_like_none_at_all(staff, stranger, kind, name, method):
    payment = DisbursementFactory(enrolment__household=stranger.household)
    obj = {
        "household": stranger.household, "person": stranger, "enrolment": payment.enrolment,
        "disbursement": payment,
    }[kind]  # fmt: skip

    foreign = getattr(staff, method)(url(obj, name))
    missing = getattr(staff, method)(url(type(obj)(pk=10**9), name))

    expected = 403 if (name, method) == ("change", "post") else 404
    assert foreign.status_code == missing.status_code == expected
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("query", ["?q=Tono", f"?q={NIK}"])
def test_list_does_not_search_by_address(staff, person, query):
    page = staff.get(list_url("person") + query)

    assert url(person) in page.text
    assert 'name="q"' not in page.text


@pytest.mark.parametrize(
    "query", ["name__startswith=T", "nik_index=x", "household__kk_index=x", "birth_date__year=1970"]
)
def test_list_refuses_filters_it_does_not_offer(staff, person, query):
    assert staff.get(f"{list_url('person')}?{query}").status_code == 400


def test_area_filter_offers_no_foreign_area(staff, person, stranger):
    page = staff.get(list_url("person") + "?area=32.76").text

    assert "32.76.01" not in page


def test_area_filter_leads_down_the_tree(staff, person):
    other = PersonFactory(household__kelurahan=area("32.73.06.1001"))

    page = staff.get(list_url("person") + "?area=32.73.05").text

    assert url(person) in page
    assert url(other) not in page


@pytest.mark.parametrize(
    ("kind", "number"), [("person", 6), ("household", 6), ("enrolment", 7), ("disbursement", 7)]
)
def test_list_takes_the_same_few_queries_at_any_length(
    staff, django_assert_num_queries, kind, number
):
    for _ in range(3):
        DisbursementFactory(enrolment__household=PersonFactory().household)

    with django_assert_num_queries(number):
        staff.get(list_url(kind))


def test_list_never_counts_the_whole_table(staff, person):
    with CaptureQueriesContext(connection) as queries:
        staff.get(list_url("person"))

    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert counts
    assert all("LIMIT" in sql for sql in counts)


# The look-up


FIND = "/admin/recipients/person/find/"


def hits(response):
    return re.search(r'data-hits="(\d+)"', response.text)[1]


def test_name_finds_people_of_ones_own_area(staff, person, stranger):
    PersonFactory(name="Tono Lain", household__kelurahan=area("32.76.01.1006"))

    response = staff.post(FIND, {"text": "tono rusdi"})

    assert hits(response) == "1"
    assert url(person) in response.text


@pytest.mark.parametrize("text", [NIK, "3273 0502 0170 0001", KK])
def test_number_finds_its_person_and_is_noted(staff, person, officer, text):
    response = staff.post(FIND, {"text": text})

    assert hits(response) == "1"
    entry = AccessLog.objects.get()
    assert (entry.action, entry.object_id) == ("search_nik", person.pk)
    assert NIK not in response.text


def test_foreign_number_is_noted_but_not_found(staff, stranger):
    administrator = UserFactory(role="administrator", area=None)
    actions.set_nik(person=stranger, text=NIK, by=administrator)

    response = staff.post(FIND, {"text": NIK})

    assert hits(response) == "0"
    assert AccessLog.objects.get().object_id is None


def test_look_up_ignores_what_is_in_the_address(staff, person):
    assert "data-hits" not in staff.get(f"{FIND}?text=tono").text


@pytest.mark.parametrize("text", ["%%%", "___", "a b c", "' OR 1=1", "\\", "x" * 300, "\x00abc"])
def test_hostile_text_finds_nobody(staff, person, text):
    response = staff.post(FIND, {"text": text})

    assert response.status_code == 200
    assert url(person) not in response.text


def test_look_up_is_never_kept(staff, person):
    assert "no-store" in staff.post(FIND, {"text": "tono"})["Cache-Control"]


# Showing one number


def reveal(client, obj, reason="pencocokan dengan bank", **extra):
    form = client.get(url(obj, "reveal")).context["form"]
    data = {"reason": reason, "token": form.initial["token"], **extra}
    return data, client.post(url(obj, "reveal"), data)


def test_number_is_shown_after_a_reason_and_noted_once(staff, person, officer):
    _, response = reveal(staff, person)

    assert "3273 0502 0170 0001" in response.text
    assert "no-store" in response["Cache-Control"]
    entry = AccessLog.objects.get()
    assert (entry.user, entry.action, entry.object_id) == (officer, "reveal_nik", person.pk)
    assert entry.reason == "pencocokan dengan bank"


def test_kk_number_is_shown_and_noted_as_such(staff, person):
    _, response = reveal(staff, person.household)

    assert "3273 0501 0203 0004" in response.text
    assert AccessLog.objects.get().action == "reveal_kk"


def test_asking_for_a_number_shows_none(staff, person):
    response = staff.get(url(person, "reveal"))

    assert NIK not in digits(response.text)
    assert not AccessLog.objects.exists()


def test_reloading_the_answer_shows_no_number(staff, person):
    data, _ = reveal(staff, person)

    again = staff.post(url(person, "reveal"), data)

    assert NIK not in digits(again.text)
    assert AccessLog.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "abc", f"cek {NIK}", "NIK 3273-0502-01"])
def test_poor_reason_shows_no_number(staff, person, reason):
    _, response = reveal(staff, person, reason)

    assert "3273 0502 0170 0001" not in response.text
    assert not AccessLog.objects.exists()


def test_made_up_token_shows_no_number(staff, person):
    _, response = reveal(staff, person, token="made-up")

    assert "3273 0502 0170 0001" not in response.text


def test_facilitator_may_not_see_numbers(client, person):
    client.force_login(UserFactory(role="facilitator", area=person.household.kelurahan))

    assert client.get(url(person, "reveal")).status_code == 403
    assert client.post(url(person, "reveal"), {"reason": "ingin tahu"}).status_code == 403
    assert url(person, "reveal") not in client.get(url(person)).text


# Buttons


def test_buttons_call_actions_in_the_name_of_who_pressed(staff, person, officer):
    response = staff.post(
        url(person.household, "deactivate"), {"reason": "moved", "on": "2020-06-04"}
    )

    assert response["Location"] == url(person.household)
    person.household.refresh_from_db()
    assert person.household.deactivated_because == "moved"
    event = person.household.events.select_related("pgh_context").latest("pgh_id")
    assert event.pgh_context.metadata["user"] == officer.pk


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("edit", {"kelurahan": "32.73.05.1006", "register": "non_dtks", "register_name": "X"}),
        ("kk", {"text": ""}),
        ("member", {"name": "Siti", "relation": "spouse"}),
        ("deactivate", {"reason": "moved", "on": "2020-06-04"}),
    ],
)
def test_lurah_sees_no_button_that_writes_and_cannot_press_it(client, person, name, data):
    client.force_login(UserFactory(role="lurah", area=person.household.kelurahan))

    assert url(person.household, name) not in client.get(url(person.household)).text
    assert client.post(url(person.household, name), data).status_code == 403


def test_household_cannot_be_moved_to_a_foreign_kelurahan(staff, person):
    area("32.76.01.1006")

    response = staff.post(
        url(person.household, "edit"),
        {"kelurahan": "32.76.01.1006", "register": "dtks", "register_name": "DTKS"},
    )

    assert response.context["form"].errors["kelurahan"]


def test_household_form_sent_twice_registers_one_household(staff):
    area()
    form = staff.get(reverse("admin:recipients_household_add")).context["form"]
    data = {
        "kelurahan": "32.73.05.1006", "register": "non_dtks", "register_name": "Covid",
        "kk": KK, "source_id": form.initial["source_id"],
    }  # fmt: skip

    first = staff.post(reverse("admin:recipients_household_add"), data)
    second = staff.post(reverse("admin:recipients_household_add"), data)

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]


def test_card_holder_is_chosen_among_the_household_only(staff, person, stranger):
    enrolment = EnrolmentFactory(household=person.household)

    page = staff.get(url(enrolment, "card-holder")).text

    assert "Tono Rusdiantono" in page
    assert "Asep Orang Depok" not in page


def test_payment_is_recorded_from_the_enrolments_page(staff, person):
    payment = DisbursementFactory(enrolment__household=person.household, status="planned")

    staff.post(
        url(payment, "paid"),
        {"stage": payment.stage_id, "channel": "bjb", "paid_on": "2020-06-04"},
    )

    payment.refresh_from_db()
    assert payment.status == "paid"


def test_what_an_action_refuses_is_said_on_the_form(staff, person):
    response = staff.post(url(person.household, "kk"), {"text": "123"})

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


@pytest.mark.parametrize("kind", ["household", "person", "enrolment", "disbursement", "programme"])
def test_nothing_can_be_deleted(staff, person, kind):
    payment = DisbursementFactory(enrolment__household=person.household)
    objects = {
        "household": person.household, "person": person, "enrolment": payment.enrolment,
        "disbursement": payment, "programme": payment.programme,
    }  # fmt: skip

    response = staff.post(f"/admin/recipients/{kind}/{objects[kind].pk}/delete/", {"post": "yes"})

    assert response.status_code == 404


def test_django_log_keeps_no_copy_of_names(staff, person):
    staff.post(
        reverse("admin:recipients_programme_add"),
        {"name": "PKH", "slug": "pkh", "funder_level": "pusat", "funder": "Kemensos",
         "legal_basis": "x", "benefit": "money", "stages-TOTAL_FORMS": "0",
         "stages-INITIAL_FORMS": "0"},
    )  # fmt: skip
    staff.post(url(person, "nik"), {"text": ""})

    assert not LogEntry.objects.exists()
