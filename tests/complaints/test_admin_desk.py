"""Handing out many at once, entering at the counter, the load, and what waits on the first page."""

import re
import uuid

import pytest

from complaints import actions, receipts
from complaints.actions import sharing
from complaints.models import Complaint, Kind, Status
from tests.complaints.factories import KELURAHAN, at_work, officer, received
from tests.complaints.pages import QUEUE, current, verified
from tests.factories import area

pytestmark = pytest.mark.django_db
CHOSEN, ENTER = f"{QUEUE}assign-chosen/", f"{QUEUE}add/"


def assigned(*complaints):
    return [current(one).assignee for one in complaints]


def test_chosen_complaints_go_to_one_member_of_staff(staff):
    lurah, chosen = officer(KELURAHAN, "lurah"), [verified() for _ in range(3)]

    page = staff.post(
        QUEUE, {"action": "assign_chosen", "_selected_action": [one.pk for one in chosen]}
    )
    hidden = re.findall(r'name="chosen" value="(\d+)"', page.text)
    staff.post(CHOSEN, {"chosen": hidden, "to": lurah.pk})

    assert assigned(*chosen) == [lurah] * 3


def test_one_that_cannot_be_assigned_stops_all(staff):
    lurah, good, bad = officer(KELURAHAN, "lurah"), verified(), received()

    page = staff.post(CHOSEN, {"chosen": [good.pk, bad.pk], "to": lurah.pk})

    assert page.context["form"].non_field_errors()
    assert assigned(good, bad) == [None, None]
    assert Complaint.objects.filter(status=Status.ASSIGNED).count() == 0


def test_foreign_complaint_among_the_chosen_answers_404_for_all(client, sign_in):
    lurah = sign_in("lurah")
    own, foreign = verified(), received(area=area("32.76.01.1006"))

    answer = client.post(CHOSEN, {"chosen": [own.pk, foreign.pk], "to": lurah.pk})

    assert answer.status_code == 404
    assert assigned(own) == [None]


def test_confidential_complaint_among_the_chosen_answers_404(client, sign_in):
    lurah = sign_in("lurah")
    hidden = received(kind=Kind.NOT_HANDED_OUT)

    assert client.post(CHOSEN, {"chosen": [hidden.pk], "to": lurah.pk}).status_code == 404


def test_staff_for_many_are_those_of_the_area_that_holds_all(staff):
    lurah, camat = officer(KELURAHAN, "lurah"), officer("32.73.05", "kecamatan")
    chosen = [verified(), verified(area=area("32.73.05.1007"))]

    page = staff.post(CHOSEN, {"chosen": [one.pk for one in chosen]})

    offered = set(page.context["form"].fields["to"].queryset)
    assert camat in offered
    assert lurah not in offered


def test_more_than_the_most_at_once_is_refused(by, monkeypatch):
    monkeypatch.setattr(sharing, "MOST_AT_ONCE", 2)
    chosen = [verified() for _ in range(3)]

    with pytest.raises(sharing.ValidationError):
        sharing.assign_all(complaints=chosen, to=by, by=by)

    assert assigned(*chosen) == [None] * 3


def test_facilitator_cannot_hand_out(client, sign_in):
    me = sign_in("facilitator")
    complaint = verified()

    assert client.post(CHOSEN, {"chosen": [complaint.pk], "to": me.pk}).status_code == 403
    assert "_selected_action" not in client.get(QUEUE).text


@pytest.mark.parametrize("typed", ["x", "-1", "1.5", "9" * 30, "٣", "", "1;DROP"])
def test_hostile_choice_answers_404(staff, typed):
    assert staff.post(CHOSEN, {"chosen": [typed]}).status_code == 404


def entry(**changes):
    return {
        "submission": str(uuid.uuid4()), "way": "counter", "kind": "not_received", "detail": "",
        "area": KELURAHAN, "payment": "", "text": "Sejak April tidak menerima bantuan.",
        "name": "Ujang", "phone": "0812 3456 7890", "email": "", "on_behalf": "self",
        "concerned_name": "", "concerned_phone": "", "concerned_email": "",
        "answer_to": "reporter", **changes,
    }  # fmt: skip


def test_entry_at_the_counter_gives_a_receipt(client, sign_in):
    me = sign_in("facilitator")
    area(KELURAHAN)

    page = client.post(ENTER, entry())

    complaint = Complaint.objects.get()
    assert receipts.written(receipts.code_of(complaint)) in page.text
    assert "no-store" in page["Cache-Control"]
    assert (complaint.way, complaint.follow_ups.get().by) == ("counter", me)


def test_entry_sent_twice_is_one_complaint_with_one_receipt(client, sign_in):
    sign_in("facilitator")
    area(KELURAHAN)
    sent = entry(phone="")

    first, second = (client.post(ENTER, sent).context["receipt"] for _ in range(2))

    assert first == second
    assert len(first.pin) == 4
    assert Complaint.objects.count() == 1


def test_entry_is_for_ones_own_area_only(client, sign_in):
    sign_in("facilitator")
    area("32.73.05.1007")

    page = client.post(ENTER, entry(area="32.73.05.1007"))

    assert "area" in page.context["form"].errors
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"detail": "deceased"}, "detail"),
        ({"kind": "privacy"}, "detail"),
        ({"phone": "abc"}, "phone"),
        ({"answer_to": "concerned"}, "answer_to"),
        ({"way": "web"}, "way"),
        ({"text": ""}, "text"),
    ],
)
def test_wrong_entry_names_the_field_and_keeps_what_was_typed(staff, wrong, field):
    area(KELURAHAN)

    page = staff.post(ENTER, entry(**wrong))

    assert list(page.context["form"].errors) == [field]
    assert "Ujang" in page.text
    assert not Complaint.objects.exists()


def test_who_enters_an_accusation_does_not_see_it_afterwards(client, sign_in):
    sign_in("facilitator")
    area(KELURAHAN)

    page = client.post(ENTER, entry(kind="not_handed_out"))

    assert not page.context["is_mine"]
    assert Complaint.objects.get().is_confidential


def test_load_counts_open_complaints_of_ones_own_area(client, sign_in):
    me = sign_in("lurah")
    at_work(me)
    at_work(me)
    at_work(officer(), area=area("32.73.06.1001"))

    loads = client.get(f"{QUEUE}load/").context["loads"]

    assert [(one.username, one.open, one.late) for one in loads] == [(me.username, 2, 0)]


def test_first_page_tells_what_waits(staff, by):
    at_work(by)
    received()

    notices = staff.get("/admin/").context["notices"]

    assert [re.findall(r"\d+", notice.text) for notice in notices] == [["1", "0"], ["1"]]
    assert notices[0].url == f"{QUEUE}?part=mine"


def test_first_page_tells_facilitators_only_of_their_own(client, sign_in):
    me = sign_in("facilitator")
    actions.assign(complaint=verified(), to=me, by=officer())

    notices = client.get("/admin/").context["notices"]

    assert [re.findall(r"\d+", notice.text) for notice in notices] == [["1", "0"]]
