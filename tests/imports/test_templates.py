"""Every format takes its own template and its own worked example, as they are."""

import io
from dataclasses import replace

import pytest
from django.utils import timezone

from imports import formats
from imports.models import State
from imports.workbook import example_rows, write_template
from recipients.models import Person
from tests.factories import ProgrammeFactory, StageFactory, area
from tests.imports.files import applied, csv_bytes, officer
from tests.verification.cycles import correction, sent
from verification import actions, reference
from verification.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]
# What the register must know before a file of this format makes sense.
FIRST = {
    "dtsen_members": ["dtsen_families"],
    "programme_recipients": ["dtks_roster"],
    "disbursement_return": ["dtks_roster", "programme_recipients"],
    "civil_answer": ["dtks_roster"],
    "campaign_results": ["dtks_roster"],
    "ministry_return": ["dtks_roster"],
}
OPTIONS = {"ministry_return": {"cycle": "2026-3"}}


def with_reference(form, by):
    """Return the format with an example that only the portal can give: a task of a campaign."""
    today = timezone.localdate()
    planned = actions.plan_campaign(
        name="Uji", area=area("32.73"), opens_on=today, deadline=today, by=by
    )
    actions.start_campaign(campaign=planned, by=by)
    example = reference.make_for_visit(Task.objects.select_related("person").get())
    first, *others = form.columns
    return replace(form, columns=(replace(first, example=example), *others))


def with_round_trip(form, by):
    """A round trip whose batch asks about the one person of the roster."""
    correction(Person.objects.select_related("household").get(), by)
    sent(by, year=2026, quarter=3)
    return form


PREPARED = {"campaign_results": with_reference, "ministry_return": with_round_trip}


def template(form):
    file = io.BytesIO()
    write_template(form, file)
    return file.getvalue(), "templat.xlsx"


def example(form):
    header = [column.header for column in form.columns]
    rows = [dict(zip(header, row, strict=True)) for row in example_rows(form)]
    return csv_bytes(rows, header=header, delimiter=";"), "contoh.csv"


@pytest.fixture
def by():
    user = officer(role="administrator", area=None)
    StageFactory(programme=ProgrammeFactory(slug="bst"), number=1)
    return user


@pytest.mark.parametrize("make", [template, example])
@pytest.mark.parametrize("form", formats.registered(), ids=lambda form: form.name)
def test_own_template_and_example_are_taken(by, form, make):
    for name in FIRST.get(form.name, []):
        data, file_name = template(formats.get(name))
        applied(data, by=by, form=name, name=file_name)
    form = PREPARED.get(form.name, lambda form, by: form)(form, by)
    data, file_name = make(form)

    options = OPTIONS.get(form.name)
    job = applied(data, by=by, form=form.name, name=file_name, options=options)

    assert list(job.problems.values_list("row", "field", "code")) == []
    assert (job.state, job.refused, job.report["warnings"]) == (State.APPLIED, 0, [])
    assert job.new + job.changed + job.unchanged == len(example_rows(form)) > 0
