"""Programme pages: what a programme is and what the city has paid of it."""

import pytest

from kelurahan.publishing import publish
from recipients.models import FunderLevel
from tests.factories import DisbursementFactory, ProgrammeFactory, StageFactory

pytestmark = pytest.mark.django_db


def test_list_links_every_programme(client):
    ProgrammeFactory(slug="bst")
    ProgrammeFactory(slug="bpnt", name="Bantuan Pangan")

    html = client.get("/program/").text

    assert 'href="/program/bst/"' in html
    assert 'href="/program/bpnt/"' in html


def test_list_without_programmes_answers(client):
    assert client.get("/program/").status_code == 200


def test_list_needs_as_many_queries_for_ten_programmes_as_for_one(
    client, settings, django_assert_max_num_queries
):
    settings.CITY_NAME = "Kota Uji"
    for number in range(10):
        StageFactory(programme=ProgrammeFactory(slug=f"p{number}"))

    with django_assert_max_num_queries(3):
        client.get("/program/")


def test_page_tells_funder_legal_basis_and_stages(client):
    programme = ProgrammeFactory(funder="Kemensos RI", legal_basis="Permensos 1/2020")
    StageFactory(programme=programme, amount=600_000)

    html = client.get(programme.get_absolute_url()).text

    assert "Kemensos RI" in html
    assert "Permensos 1/2020" in html
    assert str(FunderLevel.PUSAT.label).casefold() in html.casefold()
    assert "Rp600.000" in html


def test_page_shows_the_citys_published_payments(client):
    DisbursementFactory.create_batch(3)
    DisbursementFactory(status="failed", failed_because="moved")
    publish()

    html = client.get("/program/bst/").text

    assert "75,00\N{NO-BREAK SPACE}%" in html
    assert "Rp2.400.000" in html
    assert "Rp1.800.000" in html


def test_page_before_the_first_release_says_so(client):
    ProgrammeFactory(slug="bst")

    assert "data-unpublished" in client.get("/program/bst/").text


def test_page_of_a_programme_that_the_release_lacks_says_so(client):
    DisbursementFactory()
    publish()
    ProgrammeFactory(slug="baru")

    assert "data-unpublished" in client.get("/program/baru/").text


def test_page_needs_four_queries(client, settings, django_assert_max_num_queries):
    settings.CITY_NAME = "Kota Uji"
    DisbursementFactory()
    publish()

    with django_assert_max_num_queries(4):
        client.get("/program/bst/")


@pytest.mark.parametrize("slug", ["tidak-ada", "bst%27", "..", "%00"])
def test_unknown_programme_is_not_found(client, slug):
    assert client.get(f"/program/{slug}/").status_code == 404


def test_texts_of_a_programme_are_escaped(client):
    ProgrammeFactory(slug="bst", name="<script>x</script>", description="<b>y</b>")

    html = client.get("/program/bst/").text

    assert "<script>x" not in html
    assert "<b>y" not in html
