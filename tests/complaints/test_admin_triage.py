"""The page of one complaint, and its buttons."""

import uuid

import pytest

from accounts.models import AccessLog
from complaints import actions
from complaints.models import AnswerTemplate, Complaint, Evidence, Kind, Status
from complaints.sealing import Contact
from recipients import actions as register
from recipients import search
from tests.complaints.factories import KELURAHAN, at_work, officer, received
from tests.complaints.pages import QUEUE, answered, asked, current, press, url, verified
from tests.factories import DisbursementFactory, HouseholdFactory, PersonFactory, area
from verification.models import Finding

pytestmark = pytest.mark.django_db
FOREIGN = "32.76.01.1006"
NIK = "3273050201700001"
EVERY_BUTTON = (
    "verify", "take", "assign", "start", "ask", "answer", "close", "reopen", "match", "correct",
    "leave-out", "note", "forward", "reject", "merge", "reveal", "hold", "release",
)  # fmt: skip
WORKERS = {"start", "ask", "match", "note", "correct"}


def offered(page):
    return {name for name in EVERY_BUTTON if f'/{name}/">' in page.text}


def test_page_shows_the_story_and_logs_the_look(staff):
    complaint = received(story="Kartu saya <b>hilang</b>.")

    page = staff.get(url(complaint)).text

    assert "Kartu saya &lt;b&gt;hilang&lt;/b&gt;." in page
    assert ("view", complaint.pk) in AccessLog.objects.values_list("action", "object_id")


def test_page_never_shows_who_complains(staff):
    complaint = received(reporter=Contact("Ujang Rahasia", "+6281234567890", "u@example.id"))

    page = staff.get(url(complaint)).text

    assert not [word for word in ("Ujang", "81234567890", "u@example.id") if word in page]


@pytest.mark.parametrize("name", ["change", *EVERY_BUTTON])
def test_foreign_complaint_answers_404(client, sign_in, name):
    sign_in("lurah")
    complaint = received(area=area(FOREIGN))

    assert client.get(url(complaint, name)).status_code == 404
    assert client.post(url(complaint, name), {"text": "x"}).status_code in (403, 404)


@pytest.mark.parametrize("role", ["facilitator", "lurah"])
def test_confidential_complaint_answers_404_to_its_kelurahan(client, sign_in, role):
    sign_in(role)
    complaint = received(kind=Kind.NOT_HANDED_OUT)

    assert client.get(url(complaint)).status_code == 404
    assert client.post(url(complaint, "note"), {"text": "x"}).status_code == 404


@pytest.mark.parametrize("name", EVERY_BUTTON)
@pytest.mark.parametrize("role", ["facilitator", "lurah", "kecamatan", "officer"])
def test_each_button_is_pressed_by_its_roles_only(client, sign_in, role, name):
    sign_in(role)
    complaint = at_work(officer())
    allowed = WORKERS if role == "facilitator" else {*EVERY_BUTTON}

    status = client.post(url(complaint, name), {}).status_code

    assert (status != 403) == (name in allowed)


def test_facilitator_is_offered_what_they_may_do(client, sign_in):
    sign_in("facilitator")

    assert offered(client.get(url(at_work(officer())))) == {"ask", "match", "note"}


def test_officer_verifies_takes_asks_and_closes(staff, by):
    complaint = received()

    press(staff, complaint, "verify")
    press(staff, complaint, "take")
    press(staff, complaint, "ask", text="RT berapa?")
    press(staff, complaint, "answer", text="Sudah dibayarkan.")
    press(staff, complaint, "close")

    trail = list(complaint.follow_ups.values_list("kind", flat=True))
    assert trail == [
        "received", "verified", "assigned", "started", "question", "answer", "closed",
    ]  # fmt: skip


def test_taking_what_one_works_on_changes_nothing(staff, by):
    complaint = at_work(by)
    steps = complaint.follow_ups.count()

    press(staff, complaint, "take")

    assert complaint.follow_ups.count() == steps


def test_staff_of_the_area_are_offered_with_their_load(staff, by):
    lurah = officer(KELURAHAN, "lurah")
    officer("32.73.06", "kecamatan")
    at_work(lurah)
    at_work(lurah)
    at_work(by)

    form = staff.get(url(verified(), "assign")).context["form"]

    found = {user.pk: user.load for user in form.fields["to"].queryset}
    assert found.pop(lurah.pk) == 2
    assert found.pop(by.pk) == 1
    assert set(found.values()) <= {0}
    assert all(
        KELURAHAN.startswith(user.area_id) for user in form.fields["to"].queryset if user.area_id
    )


def test_complaint_is_assigned_to_the_chosen_one(staff):
    lurah, complaint = officer(KELURAHAN, "lurah"), verified()

    press(staff, complaint, "assign", to=lurah.pk)

    assert current(complaint).assignee == lurah


def test_assigning_to_staff_of_another_area_is_not_offered(staff):
    stranger, complaint = officer("32.73.06", "kecamatan"), verified()

    page = press(staff, complaint, "assign", to=stranger.pk)

    assert page.context["form"].errors
    assert current(complaint).assignee is None


@pytest.mark.parametrize("button", ["note", "ask"])
def test_double_click_writes_once(staff, by, button):
    complaint = at_work(by)
    submission = asked(staff, complaint, button)

    for _ in range(2):
        answer = staff.post(url(complaint, button), {"submission": submission, "text": "RT?"})

    assert answer.status_code == 302
    assert complaint.follow_ups.filter(submission=submission).count() == 1


@pytest.mark.parametrize(
    ("button", "data"),
    [("forward", {"to": "Disdukcapil"}), ("reject", {"reason": "too_vague"}), ("answer", {})],
)
def test_double_click_on_an_ending_is_harmless(staff, by, button, data):
    complaint = at_work(by)
    sent = {"submission": asked(staff, complaint, button), "text": "Terima kasih.", **data}

    answers = [staff.post(url(complaint, button), sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert complaint.follow_ups.filter(submission=sent["submission"]).count() == 1


def test_second_of_two_officers_is_told_and_loses_nothing_typed(staff, by):
    complaint = at_work(by)
    submission = asked(staff, complaint, "answer")
    actions.reject(complaint=complaint, reason="other", text="Tidak.", by=officer())

    page = staff.post(
        url(complaint, "answer"), {"submission": submission, "text": "Jawaban panjang saya."}
    )

    assert page.context["form"].non_field_errors()
    assert "Jawaban panjang saya." in page.text
    assert current(complaint).status == Status.REJECTED


def test_button_of_a_complaint_that_moved_on_leads_back(staff):
    complaint = answered()

    assert staff.get(url(complaint, "verify"))["Location"] == url(complaint)


def test_notes_are_marked_as_internal(staff, by):
    complaint = at_work(by)
    actions.note(complaint=complaint, text="Telepon RT 03.", by=by)

    page = staff.get(url(complaint)).text

    assert page.count("data-internal") == 1
    assert "Telepon RT 03." in page


def test_forwarding_rejecting_and_reopening_keep_what_was_said(staff, by):
    complaint = at_work(by)

    press(staff, complaint, "forward", to="Disdukcapil", text="Mohon ke Disdukcapil.")
    press(staff, complaint, "reopen", text="Ternyata urusan kami.")
    press(staff, complaint, "reject", reason="too_vague", text="Mohon lengkapi.")

    complaint = current(complaint)
    assert (complaint.status, complaint.rejected_because) == ("rejected", "too_vague")
    assert complaint.reopened == 1


def test_legal_hold_is_set_and_released(staff):
    complaint = received()

    press(staff, complaint, "hold")
    assert current(complaint).legal_hold

    press(staff, complaint, "release")
    assert not current(complaint).legal_hold


def test_complaint_is_joined_with_a_likely_duplicate(staff):
    first, second = received(), received()

    page = staff.get(url(second))
    assert 'data-duplicates="1"' in page.text
    staff.post(url(second, "merge"), {"into": first.pk})

    assert current(second).merged_into == first


def test_complaint_is_not_joined_with_one_out_of_sight(client, sign_in):
    sign_in("lurah")
    hidden, complaint = received(kind=Kind.NOT_HANDED_OUT), received()

    page = client.post(url(complaint, "merge"), {"into": hidden.pk})

    assert page.context["form"].errors
    assert current(complaint).status == Status.RECEIVED


def test_contact_is_shown_once_with_a_reason_in_the_log(staff):
    complaint = received(reporter=Contact("Ujang Rahasia", "+6281234567890"))
    page = staff.get(url(complaint, "reveal")).text
    token = page.split('name="token" value="')[1].split('"')[0]
    sent = {"token": token, "reason": "Menelepon untuk tanya RT"}

    first, second = (staff.post(url(complaint, "reveal"), sent) for _ in range(2))

    assert "Ujang Rahasia" in first.text
    assert "+6281234567890" in first.text
    assert "no-store" in first["Cache-Control"]
    assert "Ujang Rahasia" not in second.text
    entry = AccessLog.objects.get(action="contact")
    assert (entry.object_id, entry.reason) == (complaint.pk, "Menelepon untuk tanya RT")


def test_contact_is_not_shown_without_a_reason(staff):
    complaint = received(reporter=Contact("Ujang Rahasia"))

    assert "Ujang" not in press(staff, complaint, "reveal", reason="").text
    assert not AccessLog.objects.filter(action="contact").exists()


def with_nik(by, **where):
    person = PersonFactory(**where)
    register.set_nik(person=person, text=NIK, by=by)
    return person


def test_household_is_suggested_by_a_number_in_the_story(staff, by):
    person = with_nik(by)
    complaint = received(story=f"NIK saya {NIK}, belum terima.", reporter=Contact())

    page = staff.get(url(complaint))

    assert [one.household for one in page.context["suggestions"]] == [person.household]
    assert NIK not in page.text
    assert AccessLog.objects.filter(action="search_nik", object_id=complaint.pk).exists()


def test_household_is_suggested_by_the_sealed_name(staff):
    person = PersonFactory(name="Tono Rusdiantono")
    search.index_people([person.pk])
    complaint = received(reporter=Contact("Tono Rusdiantono"))

    page = staff.get(url(complaint))

    assert [one.household for one in page.context["suggestions"]] == [person.household]
    assert AccessLog.objects.filter(action="search_name", object_id=complaint.pk).exists()


def test_name_tells_nothing_to_who_may_not_know_who_complains(client, sign_in):
    sign_in("facilitator")
    search.index_people([PersonFactory(name="Tono Rusdiantono").pk])

    page = client.get(url(received(reporter=Contact("Tono Rusdiantono"))))

    assert page.context["suggestions"] == []


def test_household_of_a_foreign_area_is_not_suggested(client, sign_in):
    sign_in("lurah")
    with_nik(officer("32.76"), household__kelurahan=area(FOREIGN))

    page = client.get(url(received(story=f"NIK saya {NIK}, belum terima.")))

    assert page.context["suggestions"] == []


def test_suggested_household_is_confirmed_with_one_press(staff):
    household, complaint = HouseholdFactory(), received()

    staff.post(url(complaint, "match"), {"household": household.pk})

    assert current(complaint).household == household
    assert staff.get(url(complaint)).context["suggestions"] == []


def test_foreign_household_cannot_be_confirmed(client, sign_in):
    sign_in("lurah")
    complaint, foreign = received(), HouseholdFactory(kelurahan=area(FOREIGN))

    page = client.post(url(complaint, "match"), {"household": foreign.pk})

    assert page.context["form"].errors
    assert current(complaint).household is None


def matched(by, **changes):
    payment = DisbursementFactory(status="failed", failed_because="account")
    complaint = at_work(by, **changes)
    actions.match_household(complaint=complaint, household=payment.enrolment.household, by=by)
    return current(complaint), payment


def test_payments_and_findings_of_the_household_are_shown(staff, by):
    complaint, payment = matched(by)
    press(staff, complaint, "correct", kind="moved", note="Pindah rumah.")

    page = staff.get(url(complaint)).text

    assert f"/recipients/disbursement/{payment.pk}/change/" in page
    assert str(Finding.objects.get()) in page


def test_household_that_moved_away_is_named_by_its_number_only(client, sign_in, by):
    complaint, payment = matched(by)
    household = payment.enrolment.household
    PersonFactory(household=household, name="Ujang Pindah")
    household.kelurahan = area(FOREIGN)
    household.save(update_fields=["kelurahan"])
    sign_in("lurah")

    page = client.get(url(complaint)).text

    assert "Ujang Pindah" not in page
    assert f"/recipients/disbursement/{payment.pk}/" not in page


def test_correction_is_opened_for_a_person_of_the_household_only(staff, by):
    complaint, _payment = matched(by)
    stranger = PersonFactory(name="Asep")

    page = press(staff, complaint, "correct", kind="moved", person=stranger.pk)

    assert page.context["form"].errors
    assert not Finding.objects.exists()


def test_earlier_complaints_of_the_same_telephone_are_led_to(staff):
    earlier = received(kind=Kind.OTHER, story="Beras berkutu dan bau sekali.")
    other = received(kind=Kind.OTHER, reporter=Contact(phone="+6285555555555"),
                     story="Telur pecah semua di jalan.")  # fmt: skip

    page = staff.get(url(received(kind=Kind.POOR_QUALITY))).text

    assert url(earlier) in page
    assert url(other) not in page


def test_person_is_left_out_of_the_search_as_they_wish(staff, by):
    person = PersonFactory()
    complaint = received(kind=Kind.PRIVACY, detail="leave_out")
    actions.match_household(complaint=complaint, household=person.household, by=by)

    press(staff, complaint, "leave-out", person=person.pk)

    person.refresh_from_db()
    assert person.hidden_from_search
    entry = AccessLog.objects.get(object_type="recipients.person")
    assert str(complaint.pk) in entry.reason


def ready(text, **changes):
    return AnswerTemplate.objects.create(title=str(uuid.uuid4()), text=text, **changes)


def test_ready_answer_is_filled_with_the_facts_and_can_be_changed(staff, by):
    complaint, _payment = matched(by)
    template = ready("Warga {kelurahan}: {reason}.")
    sent = {"submission": str(uuid.uuid4()), "template": template.pk, "fill": "1", "text": "Halo."}

    page = staff.post(url(complaint, "answer"), sent)

    text = page.context["form"]["text"].value()
    assert text.startswith("Halo.\n\nWarga kelurahan 32.73.05.1006: ")
    assert "{" not in text
    assert current(complaint).status == Status.IN_PROGRESS


def test_answer_with_a_place_left_open_is_refused_and_kept(staff, by):
    complaint = at_work(by)

    page = press(staff, complaint, "answer", text="Dibayar {paid_on}.")

    assert page.context["form"].errors["text"]
    assert "Dibayar {paid_on}." in page.text
    assert current(complaint).status == Status.IN_PROGRESS


def test_empty_answer_is_refused(staff, by):
    complaint = at_work(by)

    assert press(staff, complaint, "answer", text=" ").context["form"].errors["text"]


def evidence_of(complaint, state="clean"):
    return Evidence.objects.create(
        complaint=complaint, follow_up=complaint.follow_ups.get(kind="received"), format="pdf",
        file_name=uuid.uuid4().hex, key=b"k", size=3, sha256=b"0" * 32, state=state,
    )  # fmt: skip


def file_url(complaint, row):
    return f"{QUEUE}{complaint.pk}/evidence/{row.pk}/"


def test_clean_file_is_a_download_that_is_logged(staff, monkeypatch):
    import io

    complaint = received()
    row = evidence_of(complaint)
    monkeypatch.setattr("complaints.evidence.open_kept", lambda row: io.BytesIO(b"%PDF"))

    answer = staff.get(file_url(complaint, row))

    assert b"".join(answer.streaming_content) == b"%PDF"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert AccessLog.objects.filter(action="view", object_id=complaint.pk).count() == 1


@pytest.mark.parametrize("state", ["waiting", "infected", "purged"])
def test_file_that_is_not_clean_is_never_handed_out(staff, state):
    complaint = received()

    assert staff.get(file_url(complaint, evidence_of(complaint, state))).status_code == 404


def test_file_of_another_complaint_is_not_found(staff):
    complaint, other = received(), received()

    assert staff.get(file_url(complaint, evidence_of(other))).status_code == 404


def test_file_of_a_foreign_complaint_is_not_found(client, sign_in):
    sign_in("lurah")
    complaint = received(area=area(FOREIGN))

    assert client.get(file_url(complaint, evidence_of(complaint))).status_code == 404


def test_longer_trail_asks_no_more_of_the_database(staff, by):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    complaint = at_work(by)

    def count():
        with CaptureQueriesContext(connection) as found:
            staff.get(url(complaint))
        return len(found)

    few = count()
    for number in range(20):
        actions.note(complaint=complaint, text=f"Catatan {number}", by=by)

    assert count() == few
    assert Complaint.objects.count() == 1
