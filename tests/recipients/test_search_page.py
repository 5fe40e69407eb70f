"""The home page and /cari/: what a resident sees, and what nobody does."""

import datetime
import json
import re
import runpy

import pytest
from altcha import Challenge, Payload, solve_challenge
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from recipients import search
from recipients.forms import NameField
from recipients.identity import MASK
from recipients.models import FailureReason
from recipients.next_steps import ADVICE
from recipients.search import lexicon
from tests.factories import (
    DisbursementFactory,
    EnrolmentFactory,
    HouseholdFactory,
    PersonFactory,
    ProgrammeFactory,
    StageFactory,
    area,
)

pytestmark = pytest.mark.django_db
URL = "/cari/"


def register(name="Tono Rusdiantono", **options):
    person = PersonFactory(name=name, **options)
    search.index_people([person.pk])
    return person


def post(client, name, **data):
    return client.post(URL, {"name": name, **data})


def text(response):
    return response.content.decode()


def error(code, **params):
    return escape(str(NameField.default_error_messages[code]) % params)


def test_home_asks_for_a_name_and_an_area(client):
    area("32.73.05.1006", "Cihapit")

    page = text(client.get("/"))

    assert f'action="{reverse("search:results")}"' in page
    assert 'name="name"' in page
    assert '<option value="32.73.05.1006">Cihapit</option>' in page


def test_names_of_areas_are_escaped(client):
    area("32.73.05", 'Cida"dap')
    area("32.73.05.1006", "<i>Cihapit")

    page = text(client.get("/"))

    assert '<optgroup label="Cida&quot;dap">' in page
    assert "&lt;i&gt;Cihapit" in page
    assert "<i>" not in page


def test_the_areas_are_asked_for_once_and_the_chosen_one_differs(
    client, settings, monkeypatch, django_assert_num_queries
):
    settings.PAGE_CACHE_SECONDS = 60
    monkeypatch.setattr("recipients.area_select._kept", {})
    area("32.73.05.1006")
    area("32.73.06.1001")
    first = text(post(client, "", area="32.73.05.1006"))

    with django_assert_num_queries(0):
        second = text(post(client, "", area="32.73.06.1001"))

    chosen = re.compile(r'<option value="([^"]*)" selected>')
    assert chosen.findall(first) == ["32.73.05.1006"]
    assert chosen.findall(second) == ["32.73.06.1001"]


@pytest.mark.parametrize("typed", ["32.73.05.9999", '"><b>', "\\1", "<option"])
def test_an_area_that_is_none_never_comes_back(client, typed):
    area("32.73.05.1006")

    page = text(post(client, "tono", area=typed))

    assert f'"{typed}' not in page
    assert " selected" not in page


def test_home_needs_no_release_and_no_area(client):
    assert client.get("/").status_code == 200


def test_a_found_person_is_shown_with_only_the_typed_words(client):
    register("H. Tono Rusdiantono")

    page = text(post(client, "tono"))

    assert "Tono R•••" in page
    assert "Rusdiantono" not in page
    assert MASK in page


def test_the_card_tells_where_the_household_is_and_that_it_is_listed(client):
    area("32.73.05", "Cidadap")
    kelurahan = area("32.73.05.1006", "Cihapit")
    register(household__kelurahan=kelurahan, household__register="non_dtks")

    page = text(post(client, "tono rusdiantono"))

    assert "Cihapit" in page
    assert "Cidadap" in page
    assert "Non-DTKS" in page


def test_the_card_tells_each_stage_with_date_channel_and_reason(client):
    person = register()
    enrolment = EnrolmentFactory(household=person.household)
    DisbursementFactory(enrolment=enrolment, paid_on=datetime.date(2020, 6, 4))
    DisbursementFactory(
        enrolment=enrolment, stage=StageFactory(number=2), status="failed", channel="pos",
        failed_because="data_mismatch",
    )  # fmt: skip
    DisbursementFactory(enrolment=enrolment, stage=StageFactory(number=3), status="planned")

    page = text(post(client, "tono rusdiantono"))

    assert re.findall(r'data-status="(\w+)"', page) == ["paid", "failed", "planned"]
    assert "4 Juni 2020" in page
    assert "Bank BJB" in page
    assert "PT Pos Indonesia" in page
    for step in ADVICE["data_mismatch"].steps + ADVICE["planned"].steps:
        assert escape(str(step)) in page


@pytest.mark.parametrize(
    ("statuses", "standing"),
    [
        ([], "none"),
        (["paid", "paid"], "paid"),
        (["paid", "planned"], "planned"),
        (["paid", "planned", "returned"], "failed"),
    ],
)
def test_the_card_sums_up_how_the_payments_stand(client, statuses, standing):
    enrolment = EnrolmentFactory(household=register().household)
    for number, status in enumerate(statuses, 1):
        DisbursementFactory(
            enrolment=enrolment, stage=StageFactory(number=number), status=status,
            failed_because="moved" if status == "returned" else "",
        )  # fmt: skip

    assert f'data-standing="{standing}"' in text(post(client, "tono rusdiantono"))


def test_the_card_tells_each_reason_once_before_it_is_unfolded(client):
    enrolment = EnrolmentFactory(household=register().household)
    for number in (1, 2):
        DisbursementFactory(
            enrolment=enrolment, stage=StageFactory(number=number), status="failed",
            failed_because="moved",
        )  # fmt: skip

    folded, unfolded = text(post(client, "tono rusdiantono")).split("<details", 1)

    assert folded.count(str(FailureReason.MOVED.label)) == 1
    assert 'data-status="failed"' in unfolded


@pytest.mark.parametrize(("count", "unfolded"), [(1, 1), (3, 3), (4, 0)])
def test_more_than_three_cards_come_folded(client, count, unfolded):
    for _ in range(count):
        register()

    page = text(post(client, "tono rusdiantono"))

    assert page.count('<details class="card__more"') == count
    assert page.count('<details class="card__more" open') == unfolded


def test_nothing_of_the_household_but_its_kelurahan_is_shown(client):
    person = register(
        household__address="Jalan Rahasia 7", household__rt="017", household__rw="019",
        birth_date=datetime.date(1961, 3, 9),
    )  # fmt: skip
    PersonFactory(household=person.household, name="Euis Komariah", relation="spouse")

    page = text(post(client, "tono rusdiantono"))

    for private in ("Rahasia", "017", "019", "1961", "Euis", "Komariah"):
        assert private not in page


def test_deceased_members_are_found_since_the_list_still_names_them(client):
    register(deceased=True)

    assert "Tono Rusdiantono" in text(post(client, "tono rusdiantono"))


def test_similar_names_stand_apart_from_exact_ones(client):
    register("Tono Hadi")
    register("Toni Hadi")

    page = text(post(client, "tono hadi"))

    assert page.index("Tono Hadi") < page.index('id="similar"') < page.index("Toni Hadi")


def test_more_than_ten_people_are_told_without_a_total(client):
    for _ in range(12):
        register()

    page = text(post(client, "tono rusdiantono"))

    assert page.count("<article") == 10
    assert "data-too-many" in page
    assert "12" not in re.sub(r"<[^>]*>", "", page)


def test_one_exact_name_is_unfolded_and_not_called_too_many(client):
    register("Tono Hadi")
    for _ in range(12):
        register("Toni Hadi")

    page = text(post(client, "tono hadi"))

    assert "data-too-many" not in page
    assert page.count('<details class="card__more" open') == 1


def test_people_of_whom_only_initials_could_be_shown_are_left_out(client, monkeypatch):
    register()
    monkeypatch.setattr("recipients.masking.shown_places", lambda name, typed: set())

    page = text(post(client, "tono rusdiantono"))

    assert "<article" not in page
    assert "data-nobody" in page


def test_finding_nobody_leads_on(client):
    page = text(post(client, "tono rusdiantono"))

    assert "data-nobody" in page
    assert reverse("search:check-nik") in page
    assert "<article" not in page


def test_the_area_narrows_the_search_and_stays_chosen(client):
    register(household__kelurahan=area("32.73.05.1006"))
    area("32.73.06.1001", "Lainnya")

    page = text(post(client, "tono rusdiantono", area="32.73.06.1001"))

    assert "data-nobody" in page
    assert '<option value="32.73.06.1001" selected>' in page


def test_a_closed_area_and_one_elsewhere_are_not_offered(client):
    closed = area("32.73.05.1007", "Dahulu")
    closed.valid_until = timezone.localdate()
    closed.save(update_fields=["valid_until"])
    area("32.76.05.1001", "Tetangga")

    page = text(client.get(URL))

    assert "Dahulu" not in page
    assert "Tetangga" not in page


def test_an_area_that_is_not_offered_is_refused(client):
    page = text(post(client, "tono rusdiantono", area="32.76.05.1001"))

    assert 'aria-invalid="true"' in page
    assert "data-nobody" not in page


def test_the_address_never_holds_the_name_and_nothing_is_kept(client):
    register()

    response = post(client, "tono rusdiantono")

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_a_name_in_the_address_is_not_searched(client):
    register()

    response = client.get(URL, {"name": "Tono Rusdiantono"})

    assert response.status_code == 200
    assert "<article" not in text(response)
    assert 'value="Tono' not in text(response)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", error("required")),
        ("to", error("too_short", least=3)),
        ("%%%%", error("too_short", least=3)),
        ("____", error("too_short", least=3)),
        ("a b c", error("initials")),
        ("x" * 300, error("too_long", count=300, most=100)),
        ("Tono\x00Hadi", error("unreadable")),
        ("Tono\x1bHadi", error("unreadable")),
        ("3273050101700001", error("number")),
        ("Tono 3273 0501 0170 0001", error("number")),
        ("٣٢٧٣٠٥٠١٠١٧٠٠٠٠١", error("number")),
    ],
)
def test_what_cannot_be_searched_is_answered_by_a_remedy(client, typed, expected):
    page = text(post(client, typed))

    assert expected in page
    assert "data-nobody" not in page


@pytest.mark.parametrize("invisible", ["\u200b", "\u00ad", "\u202e", "\ufeff", "\u2060", "\u200d"])
def test_invisible_characters_of_a_pasted_name_are_dropped(client, invisible):
    register()

    assert "Tono Rusdiantono" in text(post(client, f"{invisible}To{invisible}no Rusdiantono"))


def test_a_name_of_invisible_characters_only_is_none(client):
    assert error("required") in text(post(client, "\u200b\u200b\u200b\u200b"))


def test_a_number_typed_as_a_name_never_comes_back(client):
    page = text(post(client, "Tono 3273050101700001 Hadi"))

    assert "327305" not in page
    assert 'value="Tono  Hadi"' in page


def test_the_typed_name_stays_in_the_form(client):
    assert 'value="tono &quot;&lt;b&gt;"' in text(post(client, 'tono "<b>'))


@pytest.mark.parametrize("typed", ["O'Neil", "tono%", "tono_", "Robert'); DROP TABLE", "تونو رسدي"])
def test_strange_text_finds_nobody_without_an_error(client, typed):
    assert "data-nobody" in text(post(client, typed))


def test_a_client_over_its_limit_is_told_when_to_come_back(client, settings):
    settings.LIMITS = {"search": (1, 100, 600)}
    register()
    post(client, "tono rusdiantono")

    response = post(client, "tono rusdiantono")

    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 600
    assert 'value="tono rusdiantono"' in text(response)
    assert "<article" not in text(response)


@pytest.fixture
def asked(client, settings):
    """The answer to somebody whose next search is asked for work or patience."""
    settings.LIMITS = {"search": (1, 100, 10 * 365 * 86_400)}
    register()
    post(client, "tono rusdiantono")
    return post(client, "tono rusdiantono")


def question(response):
    return response.context["question"]


def test_over_the_limit_a_proof_of_work_gives_the_answer(client, asked):
    challenge = Challenge.from_dict(json.loads(question(asked).proof))
    proof = Payload(challenge, solve_challenge(challenge)).to_base64()

    assert "<article" in text(post(client, "tono rusdiantono", proof=proof))


def test_over_the_limit_a_ticket_gives_the_answer_after_the_wait(client, asked, monkeypatch):
    later = timezone.now() + datetime.timedelta(seconds=32)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    page = text(post(client, "tono rusdiantono", ticket=question(asked).ticket))

    assert "<article" in page
    assert asked["Retry-After"] == "30"


def test_only_the_page_that_asks_may_load_a_script(client, asked):
    policies = [
        dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
        for response in (asked, client.get(URL), client.get("/"))
    ]

    assert policies[0]["script-src"] == policies[0]["worker-src"] == "'self'"
    for policy in policies[1:]:
        assert not {"script-src", "worker-src"} & policy.keys()
    assert "<script" not in text(client.get(URL))


def test_beyond_the_ceiling_nothing_is_asked(client, settings):
    settings.LIMITS = {"search": (1, 100, 600)}
    settings.CEILINGS = {"search": 1}
    post(client, "tono rusdiantono")

    response = post(client, "tono rusdiantono")

    assert response.status_code == 429
    assert "data-limited" in text(response)
    assert "data-challenge" not in text(response)


def test_what_cannot_be_searched_does_not_use_up_the_limit(client, settings):
    settings.LIMITS = {"search": (1, 100, 600)}
    post(client, "to")

    assert post(client, "tono rusdiantono").status_code == 200


def households(count):
    for number in range(count):
        household = HouseholdFactory()
        for slug in ("bst", "bpnt"):
            enrolment = EnrolmentFactory(
                household=household, programme=ProgrammeFactory(slug=slug, name=slug)
            )
            for stage in (1, 2):
                DisbursementFactory(
                    enrolment=enrolment,
                    stage=StageFactory(programme=enrolment.programme, number=stage),
                )
        register(f"Tono Rusdiantono {'Abcdefghij'[number] * 3}", household=household)


@pytest.mark.parametrize("count", [1, 8])
def test_an_answer_takes_seven_queries_however_many_people(
    client, count, django_assert_num_queries
):
    households(count)
    client.get(URL)  # the first page of a process asks for the city's name

    with django_assert_num_queries(7):
        response = post(client, "tono rusdiantono")

    assert text(response).count("<article") == count


def test_csrf_is_not_needed_and_no_cookie_is_set():
    strict = Client(enforce_csrf_checks=True)

    for url in ("/", URL, "/cek-nik/"):
        assert not strict.get(url).cookies
    assert strict.post(URL, {"name": "tono"}).status_code == 200


def test_a_card_leads_nowhere_since_the_way_back_would_lose_the_answer(client):
    person = register()
    DisbursementFactory(enrolment=EnrolmentFactory(household=person.household))

    card = re.search(r"<article.*?</article>", text(post(client, "tono")), re.DOTALL)[0]

    assert "Bantuan Sosial Tunai" in card
    assert "<a " not in card


@pytest.mark.django_db(transaction=True)
def test_a_worker_reads_the_words_before_its_first_search(django_assert_num_queries):
    PersonFactory()
    runpy.run_path("gunicorn.conf.py")["post_worker_init"](None)

    with django_assert_num_queries(0):
        assert lexicon.current()


def test_a_card_hands_programme_and_stage_on_to_the_complaint(client):
    person = register()
    enrolment = EnrolmentFactory(household=person.household)
    DisbursementFactory(enrolment=enrolment, stage=StageFactory(number=1_000))

    page = post(client, "tono").content.decode()

    assert '<input type="hidden" name="programme" value="bst">' in page
    assert '<input type="hidden" name="stage" value="1000">' in page
