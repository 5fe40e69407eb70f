"""The staff pages of the round trip: the story in figures and lists, each office its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLog
from recipients.models import Person
from tests.factories import UserFactory, area
from tests.verification.cycles import NIK, correction, entry, returned, row_of, sent
from tests.workspace.conftest import OTHER, OWN
from verification.actions import cycles, cycles_export, dismiss, propose_action
from verification.models import Cycle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def people():
    return [entry(1, name="Tono Sendiri", place=OWN), entry(2, name="Siti Tetangga", place=OTHER),
            entry(3, name="Asep Sendiri", place=OWN)]  # fmt: skip


@pytest.fixture
def cycle(officer, people):
    """One correction of the own kelurahan was ignored, one accepted; so was the neighbour's."""
    for person in people:
        correction(person, officer)
    found = sent(officer)
    bystander = entry(9, place=OTHER)
    returned(found, [row_of(people[0]), row_of(bystander, nama="Nama Baru")], officer)
    return Cycle.objects.get(pk=found.pk)


@pytest.fixture
def office(client, officer):
    client.force_login(officer)
    return client


def url(name, *args, query=""):
    return reverse(f"cycles:{name}", args=args) + query


def test_page_tells_the_answers_of_the_whole_city_to_officers(office, cycle):
    story = office.get(url("cycle", cycle.pk)).context["story"]

    assert (story.whole.sent, story.whole.unchanged) == (3, 1)
    assert [tally.key for tally in story.places] == [OTHER, OWN]
    assert [(kind, n) for kind, _label, n in story.changes] == [("renamed", 1)]


def test_lurah_reads_the_own_kelurahan_only(page, cycle):
    answer = page.get(url("cycle", cycle.pk))
    story = answer.context["story"]

    assert (story.whole.sent, story.changes) == (2, [])
    listed = page.get(url("lines", cycle.pk)).content.decode()
    assert "Tono Sendiri" in listed
    assert "Siti Tetangga" not in listed
    assert "Nama Baru" not in page.get(url("changes", cycle.pk)).content.decode()


def test_lurah_has_no_buttons_and_no_acts(page, cycle):
    text = page.get(url("cycle", cycle.pk)).content.decode()

    assert "data-return-form" not in text
    assert page.post(url("act", cycle.pk, "tutup")).status_code == 403
    assert page.post(url("batch", cycle.pk), {"kind": "csv", "reason": "x"}).status_code == 403


def test_round_trip_of_another_city_is_not_there(client, cycle):
    client.force_login(UserFactory(role="officer", area=area("32.76")))

    for name in ("cycle", "lines", "changes"):
        assert client.get(url(name, cycle.pk)).status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?answer=unchanged", ["P1"]),
        ("?answer=accepted", ["P2", "P3"]),
        (f"?area={OTHER}", ["P2"]),
        ("?kind=moved", []),
        ("?matched_by=none&action=delete", ["P2", "P3"]),
        ("?age=2", []),
    ],
)
def test_list_of_corrections_is_narrowed(office, cycle, query, names):
    page = office.get(url("lines", cycle.pk, query=query)).context["page"]

    assert sorted(line.person.source_id for line in page.rows) == names


@pytest.mark.parametrize("query", ["?answer=%00", "?kind=x", "?area=1", "?age='"])
def test_hostile_filters_are_refused(office, cycle, query):
    assert office.get(url("lines", cycle.pk, query=query)).status_code == 400


@pytest.mark.parametrize("name", ["cycle", "lines", "changes", "summary"])
def test_queries_do_not_grow_with_the_lines(
    office, officer, cycle, name, django_assert_max_num_queries
):
    office.get(url(name, cycle.pk))

    with django_assert_max_num_queries(26):
        assert office.get(url(name, cycle.pk)).status_code == 200


def test_list_is_taken_along_without_numbers_and_logged(office, cycle):
    answer = office.post(url("lines-file", cycle.pk), {"query": "answer=unchanged"})

    body = b"".join(answer.streaming_content)
    assert body.startswith(b"PK")
    assert NIK.format(1).encode() not in body
    assert AccessLog.objects.filter(action="export", reason__contains="lines, 1").exists()


def test_whole_way_to_the_ministry_is_walked_on_the_pages(office, officer, people):
    correction(people[0], officer)
    office.post(url("open"), {"area": "32.73", "year": 2026, "quarter": 3})
    cycle = Cycle.objects.get()
    office.post(url("act", cycle.pk, "buat"))
    answer = office.post(url("batch", cycle.pk), {"kind": "csv", "reason": "Serah terima"})
    body = b"".join(answer.streaming_content)
    office.post(url("sent", cycle.pk), {"sent_on": f"{cycle.opened_on}", "receipt": "B-7"})

    cycle.refresh_from_db()
    assert NIK.format(1).encode() in body
    assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"]
    assert (cycle.state, cycle.receipt) == ("sent", "B-7")


def test_wrong_input_is_said_where_it_was_typed(office, officer, people):
    correction(people[0], officer)
    cycle = cycles_export.make_batch(
        cycle=cycles.open_cycle(area=area("32.73"), year=2026, quarter=3, by=officer), by=officer
    )

    answer = office.post(url("sent", cycle.pk), {"sent_on": "2999-01-01", "receipt": "B-7"})

    assert answer.status_code == 400
    assert answer.context["sent_form"].non_field_errors()


def test_act_that_does_not_exist_is_not_found(office, cycle):
    assert office.post(url("act", cycle.pk, "hapus")).status_code == 404


def made(officer, people):
    """A batch of a correction of each, made and not sent; and the findings."""
    findings = [correction(person, officer) for person in people]
    cycle = cycles.open_cycle(area=area("32.73"), year=2026, quarter=3, by=officer)
    return cycles_export.make_batch(cycle=cycle, by=officer), findings


def test_corrections_no_longer_approved_are_told_before_the_batch_is_sent(office, officer, people):
    cycle, (first, second, _third) = made(officer, people)
    assert "data-withdrawn" not in office.get(url("cycle", cycle.pk)).content.decode()

    propose_action(finding=first, action="keep", by=officer)
    dismiss(finding=second, reason="as_it_is", by=officer)

    assert 'data-withdrawn="2"' in office.get(url("cycle", cycle.pk)).content.decode()


def test_withdrawn_corrections_are_counted_in_one_query(
    office, officer, people, django_assert_num_queries
):
    cycle, findings = made(officer, people)
    with CaptureQueriesContext(connection) as none:
        office.get(url("cycle", cycle.pk))
    for finding in findings:
        propose_action(finding=finding, action="keep", by=officer)

    with django_assert_num_queries(len(none)):
        office.get(url("cycle", cycle.pk))


def test_return_is_sent_with_the_register_that_most_corrections_are_of(office, officer, people):
    Person.objects.filter(pk__in=[people[0].pk, people[2].pk]).update(source_register="DTSEN")
    for person in people:
        correction(person, officer)
    cycle = sent(officer)

    form = office.get(url("cycle", cycle.pk)).context["return_form"]

    assert form["register_name"].initial == "DTSEN"
    assert [name for name, _label in form.fields["register_name"].choices] == ["DTSEN", "DTKS"]


def test_registers_of_another_city_are_not_offered(office, officer, people):
    entry(20, place="32.76.01.1006", source_register="DTKS-LAIN")
    correction(people[0], officer)
    cycle = sent(officer)

    text = office.get(url("cycle", cycle.pk)).content.decode()

    assert '<option value="DTKS" selected>' in text
    assert "DTKS-LAIN" not in text
