"""A small register and a returned one, for the tests of the round trip."""

import datetime

from django.utils import timezone

from recipients.bulk import reserve_ids
from recipients.identity import blind_index, encrypt
from recipients.models import Household, Person
from tests.factories import HouseholdFactory, PersonFactory, area
from tests.imports.files import applied, checked, csv_bytes
from verification import actions
from verification.actions import cycles, cycles_export
from verification.models import CycleLine, Finding

NIK = "3273051201800{:03}"
KK = "3273051203150{:03}"
HEADER = (
    "id_keluarga", "id_individu", "kode_kelurahan", "nama", "nik", "no_kk", "tanggal_lahir",
    "jenis_kelamin", "hubungan_keluarga", "alamat", "rt", "rw", "meninggal", "status_usulan",
    "alasan_penolakan",
)  # fmt: skip


def entry(number, *, household=None, place="32.73.05.1006", has_nik=True, **fields):
    """A person of the register with the numbers of `number`, written at once: without history."""
    if household is None:
        (pk,) = reserve_ids(Household, 1)
        household = HouseholdFactory(
            pk=pk, kelurahan=area(place), source_id=f"K{number}", address=f"Jl. Uji {number}",
            kk_cipher=encrypt(KK.format(number), column="household.kk", row_id=pk),
            kk_index=blind_index(KK.format(number)),
        )  # fmt: skip
    (pk,) = reserve_ids(Person, 1)
    values = {
        "name": f"Warga {'abcdefghijklmnopqrstuvwxyz'[number % 26] * 4}", "sex": "male",
        "birth_date": datetime.date(1980, 1, 12), "source_id": f"P{number}",
        "source_register": "DTKS",
    }  # fmt: skip
    if has_nik:
        nik = NIK.format(number)
        values |= {
            "nik_cipher": encrypt(nik, column="person.nik", row_id=pk),
            "nik_index": blind_index(nik), "nik_status": "well_formed",
        }  # fmt: skip
    return PersonFactory(pk=pk, household=household, **(values | fields))


def row_of(person, number=None, **changes):
    """The person's row as an unchanged register has it."""
    number = int(person.source_id[1:]) if number is None else number
    home = Household.objects.get(pk=person.household_id)
    day = person.birth_date
    row = {
        "id_keluarga": home.source_id, "id_individu": person.source_id,
        "kode_kelurahan": home.kelurahan_id, "nama": person.name, "nik": NIK.format(number),
        "no_kk": KK.format(int(home.source_id[1:])), "tanggal_lahir": day.strftime("%d-%m-%Y"),
        "jenis_kelamin": "L" if person.sex == "male" else "P",
        "hubungan_keluarga": "kepala keluarga", "alamat": home.address, "rt": home.rt,
        "rw": home.rw, "meninggal": "tidak", "status_usulan": "", "alasan_penolakan": "",
    }  # fmt: skip
    return row | changes


def correction(person, by, *, kind="deceased", action="delete", whole_family=False):
    """An approved correction of a person, or of their whole family."""
    finding = actions.open_finding(
        household=person.household, person=None if whole_family else person, kind=kind,
        source="staff", by=by,
    )  # fmt: skip
    # Trails carry the time of their transaction, which is the test's: before it began.
    Finding.objects.filter(pk=finding.pk).update(
        opened_at=timezone.now() - datetime.timedelta(days=1)
    )
    actions.propose_action(finding=finding, action=action, by=by)
    return actions.approve_action(finding=finding, by=by)


def sent(by, quarter=3, year=2026):
    """A round trip whose batch the ministry has."""
    cycle = cycles.open_cycle(area=area("32.73"), year=year, quarter=quarter, by=by)
    cycle = cycles_export.make_batch(cycle=cycle, by=by)
    return cycles.mark_sent(cycle=cycle, sent_on=cycle.opened_on, receipt="B-1/2026", by=by)


def options_of(cycle):
    return {"cycle": f"{cycle.year}-{cycle.quarter}"}


def returned(cycle, rows, by, name="kembali.csv"):
    """Import these rows as what came back; return the job."""
    data = csv_bytes(rows, header=HEADER)
    return applied(data, by=by, form="ministry_return", name=name, options=options_of(cycle))


def previewed(cycle, rows, by):
    data = csv_bytes(rows, header=HEADER)
    return checked(data, by=by, form="ministry_return", options=options_of(cycle))


def answers(cycle):
    """The answer of each line, by the person or household asked about."""
    lines = CycleLine.objects.filter(cycle=cycle).select_related("person", "household")
    return {
        (line.person.source_id if line.person else line.household.source_id): (
            line.answer, line.matched_by
        )
        for line in lines
    }  # fmt: skip
