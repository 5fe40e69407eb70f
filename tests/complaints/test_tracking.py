"""/pengaduan/lacak/ and the private link: the two ways back, and what the owner does there."""

import datetime
import uuid

import pytest
from django.test import Client
from django.utils import timezone
from pghistory.models import Context

from accounts.models import RateLimitCount
from complaints import actions, receipts, tokens, tracking
from complaints.models import Complaint, FollowUp, Kind, Status
from complaints.sealing import Contact
from recipients.identity import MASK
from tests.complaints.factories import at_work, officer, received, report
from tests.markup import problems

pytestmark = pytest.mark.django_db
TRACK = "/pengaduan/lacak/"
NIK = "3273056301800001"
DIGITS = "7890"


def link(complaint):
    return f"/pengaduan/s/{receipts.link_of(complaint.submission)}/"


def code(complaint):
    return receipts.written(receipts.code_of(complaint))


def ask(client, complaint, digits=DIGITS, **changes):
    return client.post(TRACK, {"code": code(complaint), "digits": digits, **changes})


def act(client, complaint, name, **values):
    sent = {"act": name, "token": tokens.fresh().text, **values}
    return client.post(link(complaint), sent)


def answered(by=None):
    by = by or officer()
    complaint = at_work(by)
    actions.answer(complaint=complaint, text="Sudah dibayarkan.", by=by)
    return Complaint.objects.get(pk=complaint.pk)


def test_code_and_digits_lead_to_the_complaint(client):
    complaint = received()

    response = ask(client, complaint)

    assert response.context["complaint"] == complaint
    assert problems(response.content.decode()) == []
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_code_is_taken_however_it_is_typed(client):
    complaint = received()

    response = client.post(TRACK, {"code": f" {code(complaint).lower()} ", "digits": "78 90"})

    assert response.context["complaint"] == complaint


def test_digits_of_the_receipt_count_where_no_telephone_was_given(client):
    receipt = actions.receive(report=report(reporter=Contact()), submission=uuid.uuid4())

    response = ask(client, receipt.complaint, digits=receipt.pin)

    assert response.context["complaint"] == receipt.complaint


def body(response):
    """The page without what differs from one to the next by itself."""
    return response.content.decode().split("<form", 1)[0]


def test_wrong_digits_and_unknown_code_are_one_answer(client):
    complaint = received()

    wrong = ask(client, complaint, digits="0000")
    unknown = client.post(TRACK, {"code": "ABCD-2345", "digits": "0000"})

    assert wrong.status_code == unknown.status_code == 200
    assert body(wrong) == body(unknown)


def test_wrong_digits_and_unknown_code_take_the_same_work(client, django_assert_num_queries):
    complaint = received()

    with django_assert_num_queries(4) as wrong:  # three counters and the search
        ask(client, complaint, digits="0000")
    with django_assert_num_queries(4) as unknown:
        client.post(TRACK, {"code": "ABCD-2345", "digits": "0000"})

    assert [q["sql"].split()[0] for q in wrong] == [q["sql"].split()[0] for q in unknown]


def test_unknown_code_is_unsealed_in_vain(monkeypatch):
    known, opened = receipts.code_of(received()), []
    unseal = tracking.crypto.unseal
    monkeypatch.setattr(
        tracking.crypto, "unseal", lambda *a, **k: opened.append(1) or unseal(*a, **k)
    )

    counts = []
    for tried in (known, "ABCD2345"):
        assert tracking.by_code(tried, "0000") is None
        counts.append(len(opened))

    assert counts == [2, 4]  # two each


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("", ""), ("x", "12"), ("\x00" * 8, "\x00\x00\x00\x00"), ("A" * 5000, "1" * 5000),
     ("ABCD2345", "١٢٣٤"), ("\u202eABCD2345", "12a4"), ("ＡＢＣＤ２３４５", "1234")],
)  # fmt: skip
def test_hostile_input_is_refused_without_a_fault(client, typed, digits):
    response = client.post(TRACK, {"code": typed, "digits": digits})

    assert response.status_code == 200
    assert "complaint" not in response.context


def test_sixth_wrong_try_in_an_hour_is_refused_even_if_right(client):
    complaint = received()
    for _ in range(5):
        assert ask(client, complaint, digits="0000").status_code == 200

    response = ask(client, complaint)

    assert response.status_code == 429
    assert response["Retry-After"]


def test_right_tries_are_given_back(client):
    complaint = received()

    answers = [ask(client, complaint).status_code for _ in range(12)]

    assert set(answers) == {200}
    assert not RateLimitCount.objects.filter(name__startswith="track", count__gt=0)


def test_many_clients_cannot_guess_the_digits_of_one_code(settings):
    complaint = received()
    settings.LIMITS = {**settings.LIMITS, "track_code": (10, 10, 10 * 365 * 86_400)}
    found = [
        ask(Client(REMOTE_ADDR=f"203.0.113.{n}"), complaint, digits=f"{n:04}") for n in range(12)
    ]

    assert [response.status_code for response in found] == [200] * 10 + [429] * 2


def test_codes_that_nobody_has_are_counted_as_well(settings):
    settings.LIMITS = {**settings.LIMITS, "track_code": (1, 1, 10 * 365 * 86_400)}
    for address, expected in (("203.0.113.1", 200), ("203.0.113.2", 429)):
        response = Client(REMOTE_ADDR=address).post(TRACK, {"code": "ABCD2345", "digits": "1234"})
        assert response.status_code == expected


def test_private_link_leads_to_the_complaint_and_to_no_search_engine(client):
    complaint = received()

    response = client.get(link(complaint))

    assert response.context["complaint"] == complaint
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert problems(response.content.decode()) == []


@pytest.mark.parametrize("wrong", ["x", "A" * 22, "A" * 3000, "%00", "..%2f"])
def test_wrong_link_is_not_found(client, wrong):
    received()

    assert client.get(f"/pengaduan/s/{wrong}/").status_code == 404


@pytest.mark.parametrize("status", Status)
def test_page_of_every_status_is_sound(client, status):
    from tests.complaints.test_lifecycle import path_to, put

    complaint = received()
    for step in path_to(status):
        put(complaint, step)

    html = client.get(link(complaint)).content.decode()

    assert problems(html) == []
    assert f'data-status="{status}"' in html


def test_note_of_the_office_never_reaches_the_page(client):
    by = officer()
    complaint = at_work(by)
    actions.note(complaint=complaint, text="rahasia-kantor", by=by)

    html = client.get(link(complaint)).content.decode()

    assert "rahasia-kantor" not in html
    assert by.username not in html
    assert FollowUp.Kind.NOTE not in [step.kind for step in tracking.trail(complaint)]


def test_page_shows_no_number_name_or_telephone(client):
    complaint = received(story=f"NIK saya {NIK}, tolong dibantu ya.")

    html = client.get(link(complaint)).content.decode()

    assert MASK in html
    assert NIK not in html
    assert "Rusdiantono" not in html
    assert "34567890" not in html


def test_story_is_shown_as_text(client):
    complaint = received(story="<script>alert(1)</script> bantuan tidak datang")

    assert b"<script>alert" not in client.get(link(complaint)).content


def test_joined_complaint_tells_only_the_status_of_the_other(client):
    by = officer()
    other = at_work(by, story="Cerita orang lain tentang beras.")
    complaint = received()
    actions.merge(complaint=complaint, into=other, by=by)

    html = client.get(link(complaint)).content.decode()

    assert 'data-joined="in_progress"' in html
    assert "orang lain" not in html
    assert code(other) not in html


@pytest.mark.parametrize("status", ["asked", "answered"])
def test_what_the_office_said_last_stands_first(client, status):
    by = officer()
    complaint = at_work(by)
    actions.ask(complaint=complaint, text="RT berapa?", by=by)
    if status == "answered":
        actions.answer(complaint=complaint, text="Sudah dibayarkan.", by=by)

    said = client.get(link(complaint)).context["said"]

    assert said.kind == {"asked": "question", "answered": "answer"}[status]


def test_question_of_the_office_opens_the_reply(client):
    by = officer()
    complaint = at_work(by)
    actions.ask(complaint=complaint, text="RT berapa?", by=by)

    html = client.get(link(complaint)).content.decode()

    assert "RT berapa?" in html
    assert '<details open data-act="reply">' in html


def test_reply_is_kept_once_however_often_it_is_sent(client):
    complaint = received()
    values = {"text": "RT 03", "token": tokens.fresh().text}

    for _ in range(2):
        response = act(client, complaint, "reply", **values)

    assert response.context["outcome"].done
    assert list(complaint.follow_ups.filter(kind="reply").values_list("text")) == [("RT 03",)]


def test_token_of_one_complaint_used_for_another_writes_to_each(client):
    one, other = received(), received(story="Beras berkutu dan bau sekali.")
    token = tokens.fresh().text

    for complaint in (one, other):
        act(client, complaint, "reply", text="RT 03", token=token)

    assert [c.follow_ups.filter(kind="reply").count() for c in (one, other)] == [1, 1]


@pytest.mark.parametrize("text", ["", "\x00", " ", "a" * 4_001])
def test_reply_that_cannot_be_kept_says_why(client, text):
    complaint = received()

    response = act(client, complaint, "reply", text=text)

    assert response.context["outcome"].form.errors
    assert not complaint.follow_ups.filter(kind="reply").exists()


def test_reply_comes_back_without_its_number_after_an_old_page(client):
    complaint = received()

    html = act(client, complaint, "reply", text=f"ini NIK {NIK}", token="x").content.decode()

    assert "ini NIK" in html
    assert NIK not in html
    assert problems(html) == []


def test_withdrawing_needs_the_box_ticked(client):
    complaint = received()

    act(client, complaint, "withdraw")
    assert Complaint.objects.get().status == Status.RECEIVED
    act(client, complaint, "withdraw", sure="on")
    again = act(client, complaint, "withdraw", sure="on")

    assert Complaint.objects.get().status == Status.WITHDRAWN
    assert again.status_code == 200


def test_answer_that_solves_nothing_opens_the_complaint_again(client):
    complaint = answered()

    act(client, complaint, "not_solved", text="Belum sampai.")

    complaint.refresh_from_db()
    assert (complaint.status, complaint.reopened) == (Status.REOPENED, 1)


def test_after_thirty_days_it_cannot_be_opened_again(client, settings):
    complaint = answered()
    Complaint.objects.filter(pk=complaint.pk).update(
        answered_at=timezone.now() - datetime.timedelta(days=settings.COMPLAINT_REOPEN_DAYS + 1)
    )

    offered = client.get(link(complaint)).context["forms"]
    response = act(client, complaint, "not_solved", text="Belum.")

    assert "not_solved" not in offered
    assert response.context["outcome"].form.non_field_errors()
    assert Complaint.objects.get().status == Status.ANSWERED


@pytest.mark.parametrize("rating", ["0", "6", "x", "", "٣", "1e1"])
def test_rating_is_one_to_five(client, rating):
    complaint = answered()

    assert act(client, complaint, "rate", rating=rating).context["outcome"].form.errors
    assert Complaint.objects.get().rating is None


def test_answer_is_rated(client):
    complaint = answered()

    act(client, complaint, "rate", rating="4")

    assert Complaint.objects.get().rating == 4


def test_act_that_comes_too_late_is_told_kindly(client):
    complaint = received()
    actions.withdraw(complaint=complaint)

    response = act(client, complaint, "reply", text="Masih ada?")

    assert response.status_code == 200
    assert response.context["outcome"].form.non_field_errors()


def test_unknown_act_shows_the_page(client):
    assert act(client, received(), "delete").status_code == 200


def test_acts_after_the_code_need_no_address_with_a_secret(client):
    complaint = received()
    page = ask(client, complaint).context

    response = client.post(
        TRACK, {"pass": page["pass"], "token": page["token"], "act": "reply", "text": "RT 03"}
    )

    assert response.context["outcome"].done
    assert complaint.follow_ups.filter(kind="reply").exists()


@pytest.mark.parametrize("forged", ["", "x", "\x00", "é" * 5000, "QUJD" * 30])
def test_forged_pass_leads_back_to_the_code(client, forged):
    received()

    response = client.post(TRACK, {"pass": forged, "act": "withdraw", "sure": "on"})

    assert response.context["over"]
    assert Complaint.objects.get().status == Status.RECEIVED


def test_pass_of_one_complaint_opens_no_other(client):
    one, other = received(), received(story="Beras berkutu dan bau sekali.")

    client.post(TRACK, {"pass": tokens.new_pass(one.pk), "act": "withdraw", "sure": "on",
                        "token": tokens.fresh().text, "complaint": other.pk})  # fmt: skip

    other.refresh_from_db()
    assert other.status == Status.RECEIVED


def test_pass_is_good_for_an_hour(monkeypatch):
    text = tokens.new_pass(7)
    later = timezone.now() + datetime.timedelta(hours=1, seconds=1)

    assert tokens.read_pass(text) == 7
    monkeypatch.setattr("complaints.tokens.timezone.now", lambda: later)
    assert tokens.read_pass(text) is None


def test_page_asks_few_queries(client, django_assert_num_queries):
    by = officer()
    complaint = at_work(by)
    for number in range(5):
        actions.reply(complaint=complaint, text=f"{number}", submission=uuid.uuid4())
    address = link(complaint)

    with django_assert_num_queries(3):  # the complaint, its trail, their files
        client.get(address)


def test_personal_request_is_shown_with_its_kind(client):
    complaint = received(kind=Kind.PRIVACY, detail="leave_out")

    assert client.get(link(complaint)).context["complaint"].detail == "leave_out"


def test_history_does_not_name_the_private_link(client):
    complaint = received()

    act(client, complaint, "withdraw", sure="on")

    assert current_status(complaint) == Status.WITHDRAWN
    secret = receipts.link_of(complaint.submission)
    assert not Context.objects.filter(metadata__url__contains=secret).exists()


def current_status(complaint):
    return Complaint.objects.get(pk=complaint.pk).status
