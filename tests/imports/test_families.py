"""Rows of one family that say different things about it, near and far apart in the file."""

import pytest

from recipients import identity
from recipients.models import Household, Person
from tests.factories import area
from tests.imports.files import applied, checked, officer, roster_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]
OTHERWISE = [
    ("kk", {"no_kk": "3273051203150099"}),
    ("kelurahan", {"kode_kelurahan": "32.73.05.1001"}),
    ("address", {"alamat": "Jl. Lain 9"}),
    ("rt", {"rt": "7"}),
    ("desil", {"desil": "4"}),
]


@pytest.fixture(params=["together", "apart"])
def batches(request, monkeypatch):
    """Rows that are read together, and rows that are not."""
    if request.param == "apart":
        monkeypatch.setattr("imports.reading.BATCH", 1)
    area("32.73.05.1001")


def family(*changes):
    return [roster_row(n, family=1, desil="2") | each for n, each in enumerate(({}, *changes), 1)]


def problems(job):
    return [(each.row, each.field, each.code, each.detail) for each in job.problems.all()]


@pytest.mark.parametrize(("field", "change"), OTHERWISE, ids=[field for field, _ in OTHERWISE])
def test_row_that_contradicts_its_family_is_refused(batches, field, change):
    job = checked([*family({}, change), roster_row(9)], by=officer())

    assert problems(job) == [(4, field, "family_disagrees", "2")]
    assert (job.new, job.refused) == (3, 1)


@pytest.mark.parametrize(("field", "change"), OTHERWISE, ids=[field for field, _ in OTHERWISE])
def test_so_it_is_in_a_family_of_the_register(batches, field, change):
    by = officer()
    applied(family({}), by=by)

    job = checked(family({}, change), by=by)

    assert problems(job) == [(4, field, "family_disagrees", "2")]


def test_every_column_that_disagrees_is_named(batches):
    job = checked(family({"alamat": "Jl. Lain 9", "rt": "7"}), by=officer())

    assert {(row, field) for row, field, *_ in problems(job)} == {(3, "address"), (3, "rt")}
    assert job.refused == 1


@pytest.mark.parametrize(
    "change", [{"alamat": "JL UJI 1"}, {"no_kk": "3273.0512.0315.0001"}, {"rt": "001"}]
)
def test_spelling_is_no_contradiction(batches, change):
    assert checked(family(change), by=officer()).refused == 0


def test_empty_cells_of_later_rows_say_nothing(batches):
    applied(family({"alamat": "", "no_kk": "-", "rt": "", "desil": ""}), by=officer())

    household = Household.objects.get()
    assert (household.address, household.rt, household.desil) == ("Jl. Uji 1", "001", 2)
    assert household.people.count() == 2


def test_what_the_first_row_left_empty_is_filled_in():
    rows = family({}, {})
    rows[0] |= {"alamat": "", "no_kk": ""}

    job = applied(rows, by=officer())

    household = Household.objects.get()
    assert (job.refused, household.address) == (0, "Jl. Uji 1")
    number = identity.decrypt(household.kk_cipher, column="household.kk", row_id=household.pk)
    assert number == "3273051203150001"


def test_refused_member_is_added_once_put_right(batches):
    by = officer()
    applied(family({"rt": "7"}), by=by)

    applied(family({})[1:], by=by)

    assert Person.objects.filter(household=Household.objects.get()).count() == 2


def test_contradiction_holds_nothing_personal(batches):
    job = checked(family({"no_kk": "3273051203150099"}), by=officer())

    assert "3273" not in "".join(map(str, problems(job)))


def test_families_by_kk_number_must_agree_too(batches):
    row = {"nama": "Ani", "nik": "3273055201800001", "no_kk": "3273051203150001",
           "kode_kelurahan": "32.73.05.1006", "alamat": "Jl. A"}  # fmt: skip
    other = {**row, "nik": "3273055201800002", "alamat": "Jl. B"}

    job = checked([row, other], by=officer(), form="non_dtks_list")

    assert problems(job) == [(3, "address", "family_disagrees", "2")]
