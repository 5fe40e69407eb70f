"""Being left out of the name search at one's own wish: at once, without a trace in any answer."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import AccessLog
from recipients import actions, identity, search
from recipients.models import Person
from tests.factories import PersonFactory, UserFactory, area

pytestmark = pytest.mark.django_db
NIK = "3273054201700001"
WHY = "complaint 7K2M"


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def person():
    person = PersonFactory(name="Tono Rusdiantono")
    Person.objects.filter(pk=person.pk).update(
        nik_cipher=identity.encrypt(NIK, column="person.nik", row_id=person.pk),
        nik_index=identity.blind_index(NIK),
        nik_status="well_formed",
    )
    person.refresh_from_db()
    search.index_people([person.pk])
    return person


def page(client, name="Tono Rusdiantono", **data):
    return client.post("/cari/", {"name": name, **data}).text


def leave_out(person, by):
    return actions.leave_out_of_search(person=person, by=by, reason=WHY)


def test_the_search_forgets_somebody_at_once(client, person, officer):
    assert "<article" in page(client)

    leave_out(person, officer)

    assert "data-nobody" in page(client)


def test_the_check_with_nik_still_works(client, person, officer):
    leave_out(person, officer)

    found = client.post("/cek-nik/", {"name": "Tono Rusdiantono", "number": NIK})

    assert "<article" in found.text


def test_somebody_put_back_is_found_again(client, person, officer):
    leave_out(person, officer)
    actions.put_back(person=person, by=officer, reason=WHY)

    assert "<article" in page(client)


def test_the_page_is_the_same_as_where_nobody_has_the_name(client, person, officer):
    leave_out(person, officer)
    hidden = page(client)
    Person.objects.filter(pk=person.pk).delete()

    assert page(client) == hidden


def test_the_work_is_the_same_as_where_nobody_has_the_name(person, officer):
    for name in ("Tono Hadi", "Budi Rusdiantono"):
        search.index_people([PersonFactory(name=name).pk])
    leave_out(person, officer)
    search.recount()
    hidden = search.find("Tono Rusdiantono").trace
    Person.objects.filter(pk=person.pk).delete()
    search.recount()

    assert search.find("Tono Rusdiantono").trace == hidden


def test_history_and_access_log_keep_who_did_it_and_why(person, officer):
    leave_out(person, officer)

    event = person.events.select_related("pgh_context").latest("pgh_id")
    entry = AccessLog.objects.get()
    assert event.pgh_context.metadata["user"] == officer.pk
    assert (entry.user, entry.object_id, entry.reason) == (officer, person.pk, WHY)


def test_the_second_time_changes_nothing(person, officer):
    leave_out(person, officer)
    leave_out(person, officer)

    assert AccessLog.objects.count() == 1


@pytest.mark.parametrize("act", [actions.leave_out_of_search, actions.put_back])
def test_a_reason_is_needed(person, officer, act):
    with pytest.raises(ValidationError):
        act(person=person, by=officer, reason=" ")


@pytest.mark.parametrize("role", ["lurah", "kecamatan", "officer"])
def test_the_offices_of_ones_own_area_may_leave_somebody_out(person, role):
    by = UserFactory(role=role, area=person.household.kelurahan)

    assert leave_out(person, by).hidden_from_search


@pytest.mark.parametrize(
    ("role", "code"),
    [("facilitator", "32.73.05.1006"), ("lurah", "32.73.05.1007"), ("officer", "32.76")],
)
def test_others_may_not(person, role, code):
    with pytest.raises(PermissionDenied):
        leave_out(person, UserFactory(role=role, area=area(code)))

    person.refresh_from_db()
    assert not person.hidden_from_search


def test_the_button_leaves_somebody_out_and_the_other_puts_them_back(
    client, settings, person, officer
):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(officer)
    leave, back = (
        reverse(f"admin:recipients_person_{name}", args=[person.pk])
        for name in ("leave-out", "put-back")
    )

    client.post(leave, {"reason": WHY})
    person.refresh_from_db()
    assert person.hidden_from_search
    assert client.get(leave).status_code == 404
    client.post(back, {"reason": WHY})

    person.refresh_from_db()
    assert not person.hidden_from_search


def test_the_results_and_the_page_about_the_portal_say_how(client, person):
    about = reverse("portal:about")

    assert f'href="{about}#correct"' in page(client)
    assert re.search(r'id="correct"', client.get(about).text)
