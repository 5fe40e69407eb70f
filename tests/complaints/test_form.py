"""/pengaduan/: kinds, the form, and what sends it twice, too fast or forged."""

import datetime
import threading
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from accounts.challenge import waiting
from complaints import tokens
from complaints.models import Complaint, FollowUp, Kind
from recipients.identity import MASK
from tests.complaints.factories import KELURAHAN
from tests.factories import StageFactory, area
from tests.markup import problems

FORM = "/pengaduan/"
NIK = "3273056301800001"
STORY = "Sejak April tidak menerima bantuan, padahal nama saya ada."


@pytest.fixture(autouse=True)
def city(db):
    return area(KELURAHAN)


def token(seconds=60):
    """A form token whose page was made so long ago."""
    fresh = tokens.fresh()
    at = int((timezone.now() - datetime.timedelta(seconds=seconds)).timestamp())
    return tokens.signing.dumps([fresh.submission.hex, at], salt="complaints.form")


def typed(**changes):
    """What a resident sends, with a telephone number."""
    values = {
        "kind": Kind.NOT_RECEIVED, "token": token(), "story": STORY, "area": KELURAHAN,
        "name": "Tono Rusdiantono", "phone": "0812 3456 7890",
    }  # fmt: skip
    return {**values, **changes}


def form_of(response):
    return response.context["form"]


def test_first_page_offers_every_kind(client):
    html = client.get(FORM).content.decode()

    assert [kind for kind in Kind if f'value="{kind}"' not in html] == []
    assert problems(html) == []


@pytest.mark.parametrize("kind", Kind)
def test_second_page_of_every_kind_is_sound(client, kind):
    response = client.post(FORM, {"kind": kind})

    assert response.status_code == 200
    assert problems(response.content.decode()) == []
    assert "no-store" in response["Cache-Control"]


def test_complaint_is_kept_and_answered_with_its_receipt(client):
    response = client.post(FORM, typed())

    complaint = Complaint.objects.get()
    assert response.context["receipt"].complaint == complaint
    assert (complaint.kind, complaint.area_id) == (Kind.NOT_RECEIVED, KELURAHAN)
    assert complaint.story == STORY
    assert not response.cookies


def test_everything_but_the_story_may_be_left_out(client):
    client.post(FORM, {"kind": Kind.OTHER, "token": token(), "story": STORY})

    complaint = Complaint.objects.get()
    assert complaint.area_id == "32.73"
    assert complaint.reporter_cipher is None


def test_public_facts_of_a_search_result_are_filled_in(client):
    stage = StageFactory(number=3)
    facts = {"area": KELURAHAN, "programme": stage.programme.slug, "stage": "3"}

    kinds = client.post(FORM, facts).content.decode()
    html = client.post(FORM, {**facts, "kind": Kind.TOO_LITTLE}).content.decode()

    assert f'name="area" value="{KELURAHAN}"' in kinds
    assert f'<option value="{KELURAHAN}" selected>' in html
    assert '<option value="bst:3" selected>' in html


def test_programme_and_stage_are_kept(client):
    stage = StageFactory(number=3)

    client.post(FORM, typed(payment="bst:3"))

    complaint = Complaint.objects.get()
    assert (complaint.programme, complaint.stage) == (stage.programme, stage)


def test_stage_that_does_not_exist_is_refused(client):
    StageFactory(number=3)

    response = client.post(FORM, typed(payment="bst:4"))

    assert "payment" in form_of(response).errors
    assert not Complaint.objects.exists()


def test_form_sent_twice_is_one_complaint_with_one_receipt(client):
    values = typed()

    first, second = (client.post(FORM, values) for _ in range(2))

    assert Complaint.objects.count() == 1
    assert first.context["code"] == second.context["code"]
    assert not first.context["is_repeated"]
    assert second.context["is_repeated"]


def test_personal_request_must_say_which(client):
    response = client.post(FORM, typed(kind=Kind.PRIVACY))

    assert "detail" in form_of(response).errors


def test_detail_of_another_kind_is_refused(client):
    response = client.post(FORM, typed(detail="leave_out"))

    assert "detail" in form_of(response).errors


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0812 3456 7890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        ("+62 (812) 3456.7890", "+6281234567890"),
        ("+62 0812 3456 7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("81234567890", "+6281234567890"),
        ("(022) 4203 456", "+62224203456"),
        ("+60 12 345 6789", "+60123456789"),
        ("０８１２３４５６７８９０", "+6281234567890"),
    ],
)
def test_telephone_number_is_kept_with_country_code(client, written, kept):
    form = form_of(client.post(FORM, typed(phone=written, story="")))

    assert form.cleaned_data["phone"] == kept


@pytest.mark.parametrize("written", ["0812", "abc", "08123456789012345", NIK, "+", "٠٨١٢x"])
def test_what_is_no_telephone_number_is_refused(client, written):
    form = form_of(client.post(FORM, typed(phone=written)))

    assert "phone" in form.errors
    assert not Complaint.objects.exists()


def test_answer_to_another_needs_a_way_to_reach_them(client):
    response = client.post(FORM, typed(on_behalf="neighbour", answer_to="concerned"))

    assert "concerned_phone" in form_of(response).errors
    assert "<details" in response.content.decode()
    assert '<details class="another" open' in response.content.decode()


def test_complaint_for_a_neighbour_keeps_both(client):
    client.post(FORM, typed(on_behalf="neighbour", answer_to="concerned",
                            concerned_name="Siti", concerned_phone="0813 1111 2222"))  # fmt: skip

    complaint = Complaint.objects.get()
    assert (complaint.on_behalf, complaint.answer_to) == ("neighbour", "concerned")
    assert views_of(complaint) == ("Siti", "+6281311112222")


def views_of(complaint):
    from complaints import sealing

    concerned = sealing.concerned(complaint)
    return concerned.name, concerned.phone


def test_everything_typed_comes_back_with_an_error(client):
    values = typed(phone="12", name="Tono", email="tono@example.id", on_behalf="rt_rw",
                   is_confidential="on")  # fmt: skip

    html = client.post(FORM, values).content.decode()

    for kept in (STORY, 'value="Tono"', 'value="12"', 'value="tono@example.id"',
                 'value="rt_rw" selected', f'value="{KELURAHAN}" selected', " checked",
                 f'name="token" value="{values["token"]}"'):  # fmt: skip
        assert kept in html
    assert problems(html) == []


@pytest.mark.parametrize("box", ["story", "name", "phone", "email", "concerned_name"])
def test_identity_number_never_comes_back_in_a_page(client, box):
    html = client.post(FORM, typed(**{box: f"x {NIK[:4]} {NIK[4:]}", "kind": "privacy"})).content

    assert NIK[4:].encode() not in html


def test_identity_number_under_its_mask_is_sent_with_the_corrected_form(client):
    wrong = typed(story=f"{STORY} NIK {NIK}", phone="12")
    page = client.post(FORM, wrong)
    memory = page.content.decode().partition('name="story-memory" value="')[2].partition('"')[0]

    client.post(FORM, wrong | {
        "story": f"{STORY} NIK {MASK}", "story-memory": memory, "phone": "",
    })  # fmt: skip

    complaint = Complaint.objects.get()
    assert complaint.story == f"{STORY} NIK {MASK}"
    assert complaint.numbers_cipher is not None


def test_story_keeps_lines_and_loses_what_cannot_be_read(client):
    client.post(FORM, typed(story=f"Baris satu\r\nbaris \x00dua \u202emaju\u2066 \x07{'a' * 20}"))

    assert Complaint.objects.get().story == f"Baris satu\nbaris dua maju {'a' * 20}"


def test_story_of_five_thousand_letters_is_refused_and_comes_back(client):
    response = client.post(FORM, typed(story="a" * 5_000))

    assert "story" in form_of(response).errors
    assert "a" * 5_000 in response.content.decode()


@pytest.mark.parametrize("story", ["", "   ", "ok", "\x00" * 50, "!" * 40])
def test_story_that_tells_nothing_is_refused(client, story):
    assert "story" in form_of(client.post(FORM, typed(story=story))).errors


@pytest.mark.parametrize("kind", ["", "x", "\x00", "not_received\x00", "𝓍" * 3000])
def test_unknown_kind_leads_to_the_first_page(client, kind):
    response = client.post(FORM, typed(kind=kind))

    assert response.status_code == 200
    assert "kinds" in response.context
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("forged", ["", "x", "\x00", "a:b:c", "é" * 5000, "W10:1x:y"])
def test_forged_token_keeps_nothing_and_what_was_typed(client, forged):
    response = client.post(FORM, typed(token=forged))

    assert form_of(response).non_field_errors()
    assert STORY in response.content.decode()
    assert not Complaint.objects.exists()


def test_page_of_yesterday_can_be_sent_again(client):
    response = client.post(FORM, typed(token=token(seconds=86_401)))

    assert form_of(response).non_field_errors()
    assert tokens.read_form(response.context["token"])


def test_machine_that_answers_at_once_is_refused(client):
    response = client.post(FORM, typed(token=tokens.fresh().text))

    assert form_of(response).non_field_errors()
    assert not Complaint.objects.exists()


def test_filled_trap_is_refused_with_what_was_typed(client):
    response = client.post(FORM, typed(website="https://x.example"))

    assert form_of(response).non_field_errors()
    assert STORY in response.content.decode()


def test_form_sent_from_another_site_is_refused(client):
    client.post(FORM, typed(), headers={"Sec-Fetch-Site": "cross-site"})

    assert not Complaint.objects.exists()


def test_over_the_limit_a_question_is_asked_and_nothing_lost(client, settings):
    settings.LIMITS = {**settings.LIMITS, "complaint": (1, 100, 10 * 365 * 86_400)}
    client.post(FORM, typed())

    response = client.post(FORM, typed())

    assert response.status_code == 429
    assert response["Retry-After"]
    assert STORY in response.content.decode()
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert Complaint.objects.count() == 1


def test_who_waited_while_writing_is_not_asked(client, settings):
    settings.LIMITS = {**settings.LIMITS, "complaint": (1, 100, 10 * 365 * 86_400)}
    client.post(FORM, typed())
    ticket = waiting.make("complaint", wait=0, lifetime=datetime.timedelta(hours=1)).text

    response = client.post(FORM, typed(ticket=ticket, kind=Kind.OTHER))

    assert response.status_code == 200
    assert Complaint.objects.count() == 2


def test_page_carries_a_ticket_that_becomes_good_while_writing(client):
    ticket = client.post(FORM, {"kind": Kind.OTHER}).context["ticket"]

    assert 0 < waiting.read("complaint", ticket).wait <= 30


def test_beyond_what_all_may_send_it_says_when_to_come_back(client, settings):
    settings.LIMITS = {**settings.LIMITS, "complaint": (5, 1, 10 * 365 * 86_400)}
    client.post(FORM, typed())

    response = client.post(FORM, typed())

    assert response.status_code == 429
    assert response.context["limited"]


def test_second_page_asks_few_queries(client, django_assert_num_queries):
    StageFactory(number=1)
    client.post(FORM, {"kind": Kind.OTHER})

    with django_assert_num_queries(3):  # areas (kept outside tests), programmes, stages
        client.post(FORM, {"kind": Kind.OTHER})


def test_nothing_of_the_reporter_is_in_the_trail(client):
    client.post(FORM, typed())

    assert "Tono" not in str(FollowUp.objects.values())


@pytest.mark.django_db(transaction=True)
def test_twenty_sendings_at_once_are_one_complaint(client):
    area(KELURAHAN)
    values, codes = typed(), []

    def send():
        from django.test import Client

        try:
            codes.append(Client().post(FORM, values).context["code"])
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(codes) == 8
    assert len(set(codes)) == 1
    assert Complaint.objects.count() == 1
    assert uuid.UUID(str(Complaint.objects.get().submission))


@pytest.mark.parametrize("domain", ["é" * 60 + ".id", "\u06dd.id"])
def test_address_that_no_mail_server_can_be_asked_for_is_refused(client, domain):
    response = client.post(FORM, typed(email=f"tono@{domain}"))

    assert response.context["form"].has_error("email", "invalid")
    assert not Complaint.objects.exists()
