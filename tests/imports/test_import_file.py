"""`manage.py import_file` and its exit status."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from imports.models import State
from recipients.models import Person
from tests.imports.files import csv_bytes, officer, roster_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "daftar.csv"
    path.write_bytes(csv_bytes([roster_row(1), roster_row(2, nama="")]))
    return path


def run(*arguments):
    out = StringIO()
    call_command("import_file", *map(str, arguments), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_without_yes_it_stops_at_the_preview(file):
    outcome = run("dtks_roster", file, "--as", officer().username)

    assert (outcome["state"], outcome["new"], outcome["refused"]) == (State.CHECKED, 1, 1)
    assert outcome["problems"][0]["row"] == 3
    assert not Person.objects.exists()


def test_with_yes_it_applies(file):
    outcome = run("dtks_roster", file, "--yes", "--as", officer().username)

    assert (outcome["state"], outcome["release"]) == (State.APPLIED, 1)
    assert Person.objects.count() == 1


def test_refused_file_ends_with_status_1(tmp_path):
    path = tmp_path / "daftar.csv"
    path.write_bytes(b"nama\nAni\n")

    with pytest.raises(SystemExit) as stopped:
        run("dtks_roster", path, "--as", officer().username)

    assert stopped.value.code == 1


def test_options_reach_the_job(file):
    outcome = run("dtks_roster", file, "--yes", "--as", officer().username,
                  "--option", "register_version=2021-04")  # fmt: skip

    assert outcome["state"] == State.APPLIED
    assert Person.objects.get().household.register_version == "2021-04"


@pytest.mark.parametrize(
    "more", [["--as", "tidak-ada"], ["--option", "kosong"], ["--option", "register_name="+"x" * 41]]
)  # fmt: skip
def test_wrong_arguments_are_explained(file, more):
    name = [] if "--as" in more else ["--as", officer().username]

    with pytest.raises(CommandError):
        run("dtks_roster", file, *name, *more)


def test_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"tidak-ada\.csv"):
        run("dtks_roster", tmp_path / "tidak-ada.csv", "--as", officer().username)


def test_without_a_name_an_administrator_is_needed(file):
    officer()

    with pytest.raises(CommandError, match="--as"):
        run("dtks_roster", file)


def test_outcome_holds_no_identity_number(file):
    outcome = run("dtks_roster", file, "--as", officer().username)

    assert "32730552" not in json.dumps(outcome)
