"""Lists of the register: one's own area, no search by address, few and bounded queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    DisbursementFactory,
    PersonFactory,
    area,
)
from tests.recipients.admin.pages import NIK, list_url, url

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("query", ["area=%00", "nik_status__exact=%00"])
def test_list_refuses_a_filter_that_postgresql_cannot_compare(staff, person, query):
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
