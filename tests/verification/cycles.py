"""A small register and a returned one, for the tests of the round trip."""

from recipients.formats.columns import SEXES
from recipients.identity import blind_index, encrypt
from recipients.models import Household, Person
from tests.factories import HouseholdFactory, PersonFactory, area
from tests.imports.files import applied, checked, csv_bytes
from verification import actions
from verification.actions import cycles, cycles_export
from verification.models import CycleLine

NIK = "3273051201800{:03}"
KK = "3273051203150{:03}"
HEADER = (
    "id_keluarga", "id_individu", "kode_kelurahan", "nama", "nik", "no_kk", "tanggal_lahir",
    "jenis_kelamin", "hubungan_keluarga", "alamat", "rt", "rw", "meninggal", "status_usulan",
    "alasan_penolakan",
)  # fmt: skip
SEX_WORDS = {value: word.upper() for word, value in reversed(SEXES.items()) if len(word) == 1}


def entry(number, *, household=None, place="32.73.05.1006", **fields):
    """A person of the register with the numbers of `number`."""
    if household is None:
        household = HouseholdFactory(
            kelurahan=area(place), source_id=f"K{number}", address=f"Jl. Uji {number}"
        )
        kk = KK.format(number)
        Household.objects.filter(pk=household.pk).update(
            kk_cipher=encrypt(kk, column="household.kk", row_id=household.pk),
            kk_index=blind_index(kk),
        )
    values = {
        "name": f"Warga {'abcdefghijklmnopqrstuvwxyz'[number % 26] * 4}",
        "birth_date": "1980-01-12", "sex": "male", "source_id": f"P{number}",
        "source_register": "DTKS",
    }  # fmt: skip
    person = PersonFactory(household=household, **(values | fields))
    nik = NIK.format(number)
    Person.objects.filter(pk=person.pk).update(
        nik_cipher=encrypt(nik, column="person.nik", row_id=person.pk),
        nik_index=blind_index(nik), nik_status="well_formed",
    )  # fmt: skip
    return Person.objects.get(pk=person.pk)


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
