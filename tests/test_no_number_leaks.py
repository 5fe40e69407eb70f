"""No digit of a NIK or KK number, and no name that was typed, leaves by a public way."""

import io
import itertools
import logging
import re

import pytest
from django.db import connection

from kelurahan import page_cache
from kelurahan.publishing import publish
from recipients import actions, search
from recipients.models import Disbursement
from tests.factories import (
    DisbursementFactory,
    EnrolmentFactory,
    HouseholdFactory,
    PersonFactory,
    UserFactory,
)

NIKS = {
    "Tono Rusdiantono": "3273050201700417",
    "Siti Aminah": "3273054511820932",
    "Ma'mun": "327305311285",
    "Euis Komalasari": "9973056512990008",
}
KK = "3273051209119876"
LINK = re.compile(r'(?:href|action)="(/[^"#?]*)"')


@pytest.fixture
def town(db):
    officer = UserFactory()
    for name, number in NIKS.items():
        person = PersonFactory(name=name, household=HouseholdFactory())
        actions.set_nik(person=person, text=number, by=officer)
        actions.set_kk(household=person.household, text=KK, by=officer)
        DisbursementFactory(
            enrolment=EnrolmentFactory(household=person.household),
            status=Disbursement.Status.FAILED,
            failed_because="data_mismatch",
            amount=0,
        )
    search.rebuild()
    publish(note="uji", by=None)
    page_cache.pages.clear()
    return officer


# Digests and signatures hold runs of digits by chance.
DIGEST = re.compile(r"\b[0-9a-f]{32,}\b|[A-Za-z0-9+/_-]{43,}=*")


def fragments():
    """Every run of six digits of every number: less would match dates and amounts."""
    for number in (*NIKS.values(), KK):
        # Runs within the region prefix are area codes, which are public.
        for start in range(1, len(number) - 5):
            yield number[start : start + 6]


def crawl(client):
    """Yield every page that links lead to from the home page."""
    waiting, seen = ["/", "/robots.txt", "/.well-known/security.txt"], set()
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("/static/"):
            continue
        seen.add(address)
        response = client.get(address)
        text = DIGEST.sub("", response.getvalue().decode(errors="replace"))
        yield address, response, text
        waiting += [
            *LINK.findall(text),
            *([response["Location"]] if "Location" in response else []),
        ]


def told(text):
    return sorted({fragment for fragment in fragments() if fragment in text})


def test_no_public_page_holds_a_part_of_a_number(client, town):
    pages = list(crawl(client))

    assert {"/", "/cek-nik/", "/statistik/32.73/", "/tentang/"} <= {
        address for address, *_ in pages
    }
    for address, response, text in pages:
        assert not told(text + str(response.headers)), address


@pytest.mark.parametrize("name", NIKS)
@pytest.mark.parametrize("path", ["/cari/", "/cek-nik/"])
def test_no_answer_repeats_a_number_that_was_typed(client, town, path, name):
    number = NIKS[name]

    answers = [
        client.post(path, {"name": typed, "number": number})
        for typed in (name, number, f"{name} {number}", f"{number[:8]} {number[8:]}")
    ]

    for answer in answers:
        assert answer.status_code == 200
        assert not told(answer.content.decode() + str(answer.headers))
        assert "no-store" in answer["Cache-Control"]


def test_search_and_check_log_nothing_that_was_typed(client, town):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    # Statements that Django logs under DEBUG carry their parameters: that logger is off there too.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    try:
        for name, number in NIKS.items():
            client.post("/cari/", {"name": name})
            client.post("/cek-nik/", {"name": name, "number": number})
    finally:
        root.removeHandler(handler)
        root.setLevel(level)

    assert not told(stream.getvalue())
    assert not [name for name in NIKS if name.lower() in stream.getvalue().lower()]


def test_no_table_holds_a_part_of_a_number(town):
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table, number in itertools.product(tables, (*NIKS.values(), KK)):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS r WHERE strpos(r::text, %s) > 0', [number]
            )
            assert cursor.fetchone() == (0,), table


def test_answer_shows_no_part_of_a_name_that_was_not_typed(client, town):
    text = client.post("/cari/", {"name": "tono"}).content.decode()

    assert "Tono R•••" in text
    assert "rusdiantono" not in text.lower()
