"""The workbook of refused rows after LibreOffice opened it and saved it.

The files were made from such a workbook by LibreOffice 7.4 (`soffice --headless --convert-to xlsx`,
then put right, then once more to xlsx, ods and csv): a missing name or a wrong date filled in, a
NIK that was a number typed anew, and the column that says what to do left as it was.
"""

from pathlib import Path

import pytest

from imports.parsing import REMEDY
from recipients import identity
from recipients.models import Person
from tests.imports.files import applied, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]
FILES = sorted((Path(__file__).parent / "libreoffice").iterdir())


@pytest.fixture(params=FILES, ids=lambda path: path.suffix)
def sent_again(request):
    path = request.param
    return applied(path.read_bytes(), by=officer(), name=path.name)


def test_all_rows_are_applied_as_they_were_put_right(sent_again):
    assert (sent_again.new, sent_again.refused) == (8, 0)
    assert list(sent_again.problems.all()) == []
    names = Person.objects.order_by("source_id").values_list("name", flat=True)
    assert [name.partition(" ")[0] for name in names] == [
        "Siti", "Dewi", "Dewi", "Dewi", "Siti", "Dewi", "Dewi", "Dewi",
    ]  # fmt: skip


def test_no_digit_of_a_number_is_lost(sent_again):
    for person in Person.objects.select_related("household"):
        number = int(person.source_id[1:])
        nik = identity.decrypt(person.nik_cipher, column="person.nik", row_id=person.pk)
        kk = person.household.kk_cipher
        assert nik == f"32730552018000{number:02}"
        assert (
            identity.decrypt(kk, column="household.kk", row_id=person.household_id)
            == f"32730512031500{number:02}"
        )


def test_what_a_program_could_reinterpret_is_as_it_was(sent_again):
    people = {each.source_id: each for each in Person.objects.select_related("household")}

    assert [str(people[key].birth_date) for key in ("P1", "P2", "P4")] == [
        "1981-02-13", "1980-01-12", "1980-01-12",
    ]  # fmt: skip
    places = {key: people[key].household for key in ("P3", "P6", "P8")}
    assert [places[key].address for key in ("P3", "P8")] == ["-5 Gang Buntu", "+62"]
    assert (places["P6"].rt, places["P6"].address) == ("001", 'Jl. "Kutip"; koma, dan baris')


def test_column_that_says_what_to_do_is_ours(sent_again):
    assert sent_again.source["repair"] is True
    assert REMEDY not in sent_again.source["unused"]
    assert sent_again.report["warnings"] == []
