"""The work list as a file: taken along, filled in, sent back, with every surprise on the way."""

import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from imports import actions as import_actions
from recipients.identity import MASK
from tests.factories import HouseholdFactory, PersonFactory, UserFactory, area
from tests.imports.files import checked, worked, xlsx_bytes
from tests.verification.rules import NIK, with_nik
from verification import actions, reference
from verification.models import Finding, Task, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_media")]


@pytest.fixture
def facilitator():
    return UserFactory(role="facilitator", area=area())


@pytest.fixture
def lurah():
    return UserFactory(role="lurah", area=area())


@pytest.fixture
def campaign(officer):
    with_nik(name="Siti Aminah", household=HouseholdFactory(rw="001"))
    PersonFactory(name="=Tono", household=HouseholdFactory(rw="002", address="+62"))
    today = timezone.localdate()
    planned = actions.plan_campaign(
        name="Uji", area=area("32.73"), opens_on=today, deadline=today, by=officer
    )
    return actions.start_campaign(campaign=planned, by=officer)


def taken(campaign, by, **how):
    """The rows of the downloaded workbook, as dictionaries."""
    file = io.BytesIO()
    actions.export_work(file=file, campaign=campaign, kelurahan=area().code, by=by, **how)
    sheet = openpyxl.load_workbook(file).active
    header, *rows = sheet.iter_rows(values_only=True)
    return sheet, [dict(zip(header, row, strict=True)) for row in rows]


def filled(campaign, by, *results, **more):
    _sheet, rows = taken(campaign, by)
    for row, result in zip(rows, results, strict=False):
        row |= {"hasil": result, **more}
    return rows


def check(rows, by):
    return checked(xlsx_bytes(rows), by=by, form="campaign_results", name="daftar.xlsx")


def send(rows, by, confirmed_by):
    job = check(rows, by)
    return worked(import_actions.confirm(job=job, by=confirmed_by, queue=False))


def refusals(rows, by):
    return list(check(rows, by).problems.order_by("row", "pk").values_list("field", "code"))


def verdicts():
    return list(Task.objects.order_by("person__household__rw").values_list("result", flat=True))


def test_list_masks_numbers_and_holds_no_formula(campaign, facilitator):
    _sheet, rows = taken(campaign, facilitator)

    assert [(row["nama"], row["nik"]) for row in rows] == [("Siti Aminah", MASK), ("'=Tono", None)]
    assert rows[1]["alamat"] == "'+62"
    assert not any(NIK[:6] in str(cell) for row in rows for cell in row.values())
    assert all(row["diunduh_oleh"].startswith(facilitator.username) for row in rows)


def test_results_are_chosen_from_a_drop_down_list(campaign, facilitator):
    sheet, _rows = taken(campaign, facilitator)

    (offer,) = sheet.data_validations.dataValidation
    assert (str(offer.sqref), offer.type) == ("H2:H3", "list")
    assert "meninggal" in offer.formula1.strip('"').split(",")


def test_list_is_of_one_rw_where_that_is_asked(campaign, facilitator):
    assert [row["rw"] for row in taken(campaign, facilitator, rw="002")[1]] == ["002"]


def test_list_of_nobody_or_of_another_area_is_refused(campaign, facilitator):
    with pytest.raises(ValidationError):
        taken(campaign, facilitator, rw="009")
    with pytest.raises(PermissionDenied):
        taken(campaign, UserFactory(role="facilitator", area=area("32.73.05.1007")))


def test_filled_list_records_visits_of_whoever_filled_it_in(campaign, facilitator, lurah):
    rows = filled(campaign, facilitator, "sesuai", "Pindah", catatan="kata RT")

    job = send(rows, facilitator, lurah)

    assert (job.state, job.new, job.refused) == ("applied", 2, 0)
    assert verdicts() == ["correct", "moved"]
    assert set(Visit.objects.values_list("by", "note")) == {(facilitator.pk, "kata RT")}
    assert Finding.objects.get().kind == "moved"


def test_rows_without_a_result_change_nothing(campaign, facilitator, lurah):
    job = send(filled(campaign, facilitator, None, "sesuai"), facilitator, lurah)

    assert (job.new, job.unchanged, job.refused) == (1, 1, 0)
    assert verdicts() == ["", "correct"]


def test_same_list_sent_again_changes_nothing(campaign, facilitator, lurah):
    rows = filled(campaign, facilitator, "sesuai", "tanpa e-KTP")
    send(rows, facilitator, lurah)
    rows[0]["alamat"] = "another file"

    job = check(rows, facilitator)

    assert (job.new, job.unchanged, job.refused) == (0, 2, 0)


def test_date_of_death_comes_with_the_deceased(campaign, facilitator, lurah):
    rows = filled(campaign, facilitator, "meninggal", tanggal_meninggal="01-07-2021")

    send(rows[:1], facilitator, lurah)

    assert str(Visit.objects.get().died_on) == "2021-07-01"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"hasil": "mungkin"}, ("result", "not_a_choice")),
        ({"referensi": "1-00000000"}, ("reference", "not_found")),
        ({"referensi": "x"}, ("reference", "bad_reference")),
        ({"referensi": None}, ("reference", "missing")),
        ({"tanggal_meninggal": "01-07-2021"}, ("died_on", "death_of_living")),
        ({"hasil": "meninggal", "tanggal_meninggal": "01-07-1950"}, ("died_on", "dead_before_birth")),
        ({"hasil": "meninggal", "tanggal_meninggal": "01-07-2999"}, ("died_on", "future_date")),
        ({"catatan": "a" * 301}, ("note", "too_long")),
    ],
)  # fmt: skip
def test_row_that_cannot_be_is_refused(campaign, facilitator, changes, expected):
    rows = filled(campaign, facilitator, "sesuai")[:1]

    assert refusals([rows[0] | changes], facilitator) == [expected]


def test_invented_reference_to_a_real_person_is_refused(campaign, facilitator):
    rows = filled(campaign, facilitator, "sesuai")
    task = rows[0]["referensi"].partition("-")[0]

    assert refusals([rows[0] | {"referensi": f"{task}-00000000"}], facilitator) == [
        ("reference", "visited_since")
    ]


def test_row_about_somebody_visited_since_is_refused(campaign, facilitator):
    rows = filled(campaign, facilitator, "sesuai")[:1]
    task = Task.objects.get(person__name="Siti Aminah")
    actions.record_visit(task=task, result="deceased", by=facilitator)

    assert refusals(rows, facilitator) == [("reference", "visited_since")]


def test_visit_between_preview_and_confirmation_is_not_overwritten(campaign, facilitator, lurah):
    job = check(filled(campaign, facilitator, "sesuai")[:1], facilitator)
    task = Task.objects.get(person__name="Siti Aminah")
    actions.record_visit(task=task, result="deceased", by=facilitator)

    job = worked(import_actions.confirm(job=job, by=lurah, queue=False))

    assert (job.state, job.refused) == ("checked", 1)
    assert Task.objects.get(pk=task.pk).result == "deceased"


def test_somebody_in_another_area_is_as_good_as_not_there(campaign, facilitator):
    rows = filled(campaign, facilitator, "sesuai")
    stranger = UserFactory(role="facilitator", area=area("32.73.05.1007"))

    assert refusals(rows[:1], stranger) == [("reference", "not_found")]


def test_closed_campaign_takes_no_list(campaign, facilitator, officer):
    rows = filled(campaign, facilitator, "sesuai")[:1]
    actions.close_campaign(campaign=campaign, by=officer)

    assert refusals(rows, facilitator) == [("reference", "campaign_not_open")]


def test_two_rows_about_one_person_are_not_both_taken(campaign, facilitator):
    rows = filled(campaign, facilitator, "sesuai")[:1]

    assert refusals([rows[0], rows[0] | {"hasil": "pindah"}], facilitator) == [
        ("reference", "twice_in_file")
    ]


def test_reference_holds_under_an_older_key_only_while_it_is_in_force(campaign):
    task = Task.objects.first()
    made = reference.make_for_visit(task)

    assert reference.holds_for_visit(made, task.pk, task.person.name, task.visits)
    assert not reference.holds_for_visit(made, task.pk, task.person.name, task.visits + 1)
