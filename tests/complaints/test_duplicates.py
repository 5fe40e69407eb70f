"""Complaints that may be one, and who is told."""

import pytest

from complaints import actions, duplicates
from complaints.models import Complaint, Kind
from complaints.sealing import Contact
from complaints.views import form
from tests.complaints.factories import KELURAHAN, received, report
from tests.complaints.test_form import FORM, STORY, typed
from tests.factories import area

pytestmark = pytest.mark.django_db
PHONE = Contact(phone="+6281234567890")
OTHER = Contact(phone="+6281300000000")
NEARLY = STORY.replace("padahal nama saya ada", "padahal nama saya tercantum")


@pytest.fixture(autouse=True)
def city(db):
    return area(KELURAHAN)


def test_same_words_from_the_same_telephone_are_known():
    earlier = received(story=STORY, reporter=PHONE)

    assert duplicates.own_earlier(report(story=NEARLY, reporter=PHONE)) == earlier


def test_same_words_from_the_same_address_are_known_in_any_case():
    earlier = received(story=STORY, reporter=Contact(email="tono@example.id"))

    found = duplicates.own_earlier(report(story=STORY, reporter=Contact(email="Tono@Example.id")))

    assert found == earlier


@pytest.mark.parametrize(
    "changes",
    [{"reporter": OTHER}, {"reporter": Contact(name="Tono")}, {"kind": Kind.OTHER},
     {"story": "Beras yang dibagikan berkutu."}],
    ids=["telephone", "anonymous", "kind", "words"],
)  # fmt: skip
def test_nothing_is_told_of_anybody_else(changes):
    received(story=STORY, reporter=PHONE)

    assert duplicates.own_earlier(report(**{"story": STORY, "reporter": PHONE, **changes})) is None


def test_ended_complaint_is_not_added_to():
    actions.withdraw(complaint=received(story=STORY, reporter=PHONE))

    assert duplicates.own_earlier(report(story=STORY, reporter=PHONE)) is None


def test_same_complaint_again_is_offered_as_an_addition(client):
    client.post(FORM, typed())

    response = client.post(FORM, typed())

    assert response.context["earlier"] == Complaint.objects.get()
    assert STORY in response.content.decode()


def test_offer_names_neither_code_nor_link(client):
    first = client.post(FORM, typed()).context

    html = client.post(FORM, typed()).content.decode()

    assert first["code"] not in html
    assert first["link"] not in html


def test_addition_stands_with_the_earlier_complaint_once(client):
    first = client.post(FORM, typed()).context
    values = typed(story=NEARLY, earlier="add")

    pages = [client.post(FORM, values).content.decode() for _ in range(2)]

    replies = Complaint.objects.get().follow_ups.filter(kind="reply")
    assert [reply.text for reply in replies] == [NEARLY]
    assert first["code"] not in pages[0]


def test_it_may_be_sent_as_a_new_complaint_all_the_same(client):
    client.post(FORM, typed())

    client.post(FORM, typed(earlier="new"))

    assert Complaint.objects.count() == 2


def test_twin_of_a_sending_gets_the_receipt_and_no_offer(client, monkeypatch):
    values = typed()
    first = client.post(FORM, values).context
    # The twin looked for the submission before the first was kept.
    monkeypatch.setattr(form, "_known", lambda token: None)

    twin = client.post(FORM, values)

    assert twin.context["code"] == first["code"]


def test_adding_to_nothing_is_a_new_complaint(client):
    client.post(FORM, typed(earlier="add"))

    assert Complaint.objects.count() == 1


def test_officers_are_told_of_the_same_words_person_and_household():
    complaint = received(story=STORY, reporter=PHONE)
    words = received(story=NEARLY, reporter=OTHER)
    person = received(story="Beras berkutu.", kind=Kind.OTHER, reporter=PHONE)
    received(story="Beras berkutu.", reporter=OTHER)

    assert set(duplicates.likely(complaint)) == {words, person}


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [("Bantuan belum datang", "bantuan BELUM datang!", True), ("", "", False),
     ("Bantuan belum datang", "Beras berkutu", False), ("😀" * 10, "😀" * 10, False)],
)  # fmt: skip
def test_texts_are_compared_by_their_words(one, other, is_alike):
    assert (duplicates.alike(one, other) >= duplicates.ALIKE) is is_alike
