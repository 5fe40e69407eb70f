"""Each shipped format, from its template and from files as the field writes them."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from imports import formats, normalisers
from imports.formats import BadCellError
from imports.models import State
from kelurahan.models import Area, OfficialCount
from recipients import identity
from recipients.models import Disbursement, Enrolment, Household, Person
from tests.factories import (
    EnrolmentFactory,
    HouseholdFactory,
    PersonFactory,
    ProgrammeFactory,
    StageFactory,
    area,
)
from tests.imports.files import applied, checked, csv_bytes, officer, roster_row, xlsx_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]
NIK = "3273055201800001"


def codes(job):
    return [(each.row, each.code) for each in job.problems.all()]


def registered_person(number=NIK, **fields):
    person = PersonFactory(**fields)
    person.nik_cipher = identity.encrypt(number, column="person.nik", row_id=person.pk)
    person.nik_index = identity.blind_index(number)
    person.nik_status = "well_formed"
    person.save()
    return person


@pytest.mark.parametrize("form", formats.registered(), ids=lambda form: form.name)
def test_format_is_described_as_text_and_as_data(form):
    text, data = StringIO(), StringIO()

    call_command("describe_format", form.name, stdout=text)
    call_command("describe_format", form.name, "--json", stdout=data)

    described = json.loads(data.getvalue())
    assert [column["header"] for column in described["columns"]] == [c.header for c in form.columns]
    assert all(column.header in text.getvalue() for column in form.columns)


@pytest.mark.parametrize("form", formats.registered(), ids=lambda form: form.name)
def test_columns_of_a_format_are_told_apart_by_their_headers(form):
    headers = [header for column in form.columns for header in column.headers]

    assert len(headers) == len(set(headers))


def test_dtsen_families_and_then_their_members():
    by = officer()
    family = {
        "id_keluarga": "F1", "no_kk": "3273051203150001", "nama_kepala_keluarga": "Ani",
        "alamat": "Jl. A", "rt": "1", "rw": "2", "kode_kelurahan": "3273051006",
        "desil_nasional": "3",
    }  # fmt: skip
    member = {
        "id_keluarga": "F1", "id_individu": "M1", "nik": NIK, "nama": "Ani",
        "hub_kepala_keluarga": "KEPALA KELUARGA",
    }  # fmt: skip

    applied([family], by=by, form="dtsen_families")
    job = applied([member, {**member, "id_keluarga": "F2", "id_individu": "M2"}], by=by,
                  form="dtsen_members")  # fmt: skip

    household = Household.objects.get()
    assert (household.desil, household.register_name) == (3, "DTSEN")
    assert Person.objects.get().household == household
    assert codes(job) == [(3, "unknown_family")]


def listed(number=1, **changes):
    return {
        "nama": f"Ani {'abcdefgh'[number]}", "nik": f"32730552018000{number:02}",
        "no_kk": "3273051203150001", "kode_kelurahan": "32.73.05.1006", "alamat": "Jl. A",
        "rt": "1", "rw": "2", **changes,
    }  # fmt: skip


def test_non_dtks_list_twice_changes_nothing_even_without_numbers():
    by = officer()
    rows = [listed(1), listed(2), listed(3, nik="-", no_kk=""), listed(4, nik="", no_kk="0")]
    applied(rows, by=by, form="non_dtks_list")

    job = applied(rows, by=by, form="non_dtks_list")

    assert (job.new, job.changed, job.unchanged) == (0, 0, 4)
    assert Household.objects.filter(register="non_dtks").count() == 3


def test_kelurahans_own_list_needs_no_code():
    by = officer(role="lurah", area=area("32.73.05.1006"))
    row = listed(1)
    del row["kode_kelurahan"]

    applied([row], by=by, form="non_dtks_list")

    assert Household.objects.get().kelurahan_id == "32.73.05.1006"


def test_same_nik_twice_in_a_list_is_refused_once():
    job = checked([listed(1), listed(1)], by=officer(), form="non_dtks_list")

    assert codes(job) == [(3, "twice_in_file")]


def test_recipients_are_enrolled_with_their_card_holder():
    person = registered_person(name="Siti Aminah")
    ProgrammeFactory(slug="bst")

    applied(
        [{"nik": NIK, "nama": "SITI AMINAH", "program": "BST"}],
        by=officer(), form="programme_recipients",
    )  # fmt: skip

    enrolment = Enrolment.objects.get()
    assert (enrolment.household, enrolment.card_holder) == (person.household, person)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"nik": "3273055201809999"}, "not_found"),
        ({"nik": "-"}, "no_identity"),
        ({"nik": NIK, "nama": "Orang Lain"}, "other_name"),
        ({"nik": NIK, "program": "tidak-ada"}, "unknown_programme"),
    ],
)
def test_recipient_that_cannot_be_found_is_refused(row, code):
    registered_person(name="Siti Aminah")
    ProgrammeFactory(slug="bst")
    full = {"nama": "", "program": "bst", **row}

    job = checked([full], by=officer(), form="programme_recipients")

    assert codes(job) == [(2, code)]


ELSEWHERE = "32.76.01.1006"
# Rows about someone whom the register has, and about nobody.
FOUND_AND_UNKNOWN = {
    "programme_recipients": ({"nik": NIK}, {"nik": "3273055201809999"}),
    "disbursement_return": (
        {"nik": NIK, "status": "gagal", "kode_alasan": "01"},
        {"nik": "3273055201809999", "status": "gagal", "kode_alasan": "01"},
    ),
    "dtsen_members": (
        {"id_keluarga": "F1", "id_individu": "M1", "nik": NIK, "nama": "Ani"},
        {"id_keluarga": "F9", "id_individu": "M1", "nik": NIK, "nama": "Ani"},
    ),
}


# The same by the source's own number.
BY_SOURCE = {
    "programme_recipients": {},
    "disbursement_return": {"status": "gagal", "kode_alasan": "01"},
}


@pytest.fixture
def registered_elsewhere():
    household = HouseholdFactory(
        kelurahan=area(ELSEWHERE), register_name="DTSEN", source_id="F1"
    )  # fmt: skip
    StageFactory(programme=ProgrammeFactory(slug="bst"), number=1)
    return registered_person(household=household, source_register="DTKS", source_id="P1")


def told(row, form):
    job = checked([row], by=officer(), form=form, options={"programme": "bst", "stage": "1"})
    return [(each.field, each.code, each.detail, each.area) for each in job.problems.all()], (
        job.report["areas"], job.report["totals"],
    )  # fmt: skip


@pytest.mark.parametrize("form", FOUND_AND_UNKNOWN)
def test_who_is_registered_elsewhere_is_not_told_from_an_unknown_one(form, registered_elsewhere):
    found, unknown = FOUND_AND_UNKNOWN[form]

    assert told(found, form) == told(unknown, form)


@pytest.mark.parametrize("form", BY_SOURCE)
def test_source_number_from_elsewhere_is_not_told_from_an_unknown_one(form, registered_elsewhere):
    rest = {"nik": "", **BY_SOURCE[form]}
    found, unknown = ({"id_individu": number, **rest} for number in ("P1", "P9"))

    assert told(found, form) == told(unknown, form)
    registered_elsewhere.household.kelurahan = area("32.73.05.1006")
    registered_elsewhere.household.save()
    assert told(found, form) != told(unknown, form)


def test_who_is_registered_here_and_elsewhere_is_the_one_here(registered_elsewhere):
    here = registered_person()

    applied([{"nik": NIK}], by=officer(), form="programme_recipients",
            options={"programme": "bst"})  # fmt: skip

    assert Enrolment.objects.get().household == here.household


@pytest.mark.parametrize("number", ["nik", "kk"])
def test_number_that_is_taken_elsewhere_is_refused_without_saying_why(number):
    applied([listed(1, kode_kelurahan=area(ELSEWHERE).pk)], by=officer(area=area("32.76")),
            form="non_dtks_list")  # fmt: skip
    other = {"nik": "3273055201800077"} if number == "kk" else {"no_kk": "3273051203159999"}

    job = checked([listed(1, **other)], by=officer(), form="non_dtks_list")

    assert [(each.field, each.code) for each in job.problems.all()] == [(number, "not_usable")]
    assert ELSEWHERE not in json.dumps(job.report)


def test_nik_of_two_families_is_refused_as_ambiguous():
    registered_person()
    registered_person()
    ProgrammeFactory(slug="bst")

    job = checked([{"nik": NIK}], by=officer(), form="programme_recipients",
                  options={"programme": "bst"})  # fmt: skip

    assert codes(job) == [(2, "ambiguous")]


def paid(**changes):
    return {
        "nik": NIK, "nama": "", "program": "bst", "tahap": "1", "status": "00",
        "kode_alasan": "", "tanggal_bayar": "04-06-2020", "nominal": "Rp600.000", "kanal": "BJB",
        **changes,
    }  # fmt: skip


@pytest.fixture
def enrolled():
    person = registered_person(name="Siti Aminah")
    programme = ProgrammeFactory(slug="bst")
    StageFactory(programme=programme, number=1)
    return EnrolmentFactory(household=person.household, programme=programme)


def test_return_file_records_payments_and_failures(enrolled):
    by = officer()

    applied([paid(status="gagal", kode_alasan="1")], by=by, form="disbursement_return")
    failed = Disbursement.objects.get()
    job = applied([paid()], by=by, form="disbursement_return")

    assert (failed.status, failed.failed_because) == ("failed", "data_mismatch")
    payment = Disbursement.objects.get()
    assert (payment.status, payment.amount, payment.channel) == ("paid", 600_000, "bjb")
    assert str(payment.paid_on) == "2020-06-04"
    assert (job.new, job.changed) == (0, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "gagal"}, "reason_missing"),
        ({"tanggal_bayar": ""}, "date_missing"),
        ({"tahap": "9"}, "unknown_stage"),
        ({"status": "entah"}, "not_a_choice"),
        ({"nominal": "enam ratus"}, "not_whole"),
    ],
)
def test_payment_that_the_database_would_refuse_is_a_refused_row(enrolled, changes, code):
    job = checked([paid(**changes)], by=officer(), form="disbursement_return")

    assert codes(job) == [(2, code)]


def test_payment_to_a_family_outside_the_programme_is_refused(enrolled):
    enrolled.delete()

    job = checked([paid()], by=officer(), form="disbursement_return")

    assert codes(job) == [(2, "not_enrolled")]


def test_file_that_does_not_say_its_programme_is_refused():
    job = checked([{"nik": NIK, "status": "00"}], by=officer(), form="disbursement_return")

    assert (job.state, job.refused_code) == (State.REFUSED, "no_programme")


def test_areas_are_added_and_renamed():
    area("32.73.05.1006", name="Tjampaka")
    by = officer(role="administrator", area=None)
    rows = [
        {"kode": "32.73.05.1006", "nama": "CAMPAKA"},
        {"kode": "3273051001", "nama": "Maleber"},
    ]

    job = applied(rows, by=by, form="areas")

    assert (job.new, job.changed) == (1, 1)
    assert Area.objects.get(pk="32.73.05.1006").name == "Campaka"
    assert Area.objects.get(pk="32.73.05.1006").former_names.get().name == "Tjampaka"


@pytest.mark.parametrize("name", ["12345", "3273051006", "Campaka 40184", "-"])
def test_number_is_no_name_of_an_area(name):
    by = officer(role="administrator", area=None)

    job = checked([{"kode": "3273051001", "nama": name}], by=by, form="areas")

    assert codes(job) == [(2, "not_a_name")]


@pytest.mark.parametrize("name", ["Blok 31", "N-3 Aek Nabara", "2 x 11 Kayu Tanam"])
def test_names_of_the_ministrys_list_are_names(name):
    by = officer(role="administrator", area=None)

    assert checked([{"kode": "3273051001", "nama": name}], by=by, form="areas").new == 1


def test_areas_that_hang_in_the_air_are_refused_as_a_whole():
    by = officer(role="administrator", area=None)

    job = applied([{"kode": "99.01.01.1001", "nama": "X"}], by=by, form="areas")

    assert (job.state, job.refused_code) == (State.REFUSED, "broken_areas")


def test_published_counts_join_on_the_code():
    area("32.73.05.1006", name="Campaka")
    row = {"bps_desa_kelurahan": "LAIN", "KODE_KD": "32.73.05.1006", "jumlah_keluarga": "1950",
           "tahun": "2021"}  # fmt: skip

    applied([row], by=officer(), form="official_counts")

    count = OfficialCount.objects.of(Area.objects.get(pk="32.73.05.1006")).get()
    assert (count.measure, count.value, count.year) == ("dtks_families", 1_950, 2021)


def test_health_insurance_is_counted_in_people_whatever_the_file_says():
    area("32.73.05.1006")
    rows = [
        {"KODE_KEC": "32.73.05", "jenis_bansos": kind, "jumlah_kpm": "5", "tahun": "2021"}
        for kind in ("PKH", "PBI-JK")
    ]

    applied(rows, by=officer(), form="official_counts")

    measures = set(OfficialCount.objects.values_list("measure", flat=True))
    assert measures == {"pkh_families", "pbi_jk_people"}


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"jumlah_keluarga": "", "jumlah_kk": ""}, ("dtks_families", "not_one_count")),
        ({"jumlah_keluarga": "1", "jumlah_kk": "2"}, ("families", "not_one_count")),
        ({"jumlah_keluarga": "", "jumlah": "2"}, ("value", "no_measure")),
    ],
)
def test_row_holds_one_count_and_says_of_what(cells, problem):
    area("32.73.05.1006")
    row = {"kode_kd": "32.73.05.1006", "tahun": "2021", **cells}

    job = checked([row], by=officer(), form="official_counts")

    assert [(each.field, each.code) for each in job.problems.all()] == [problem]


@pytest.mark.parametrize(
    ("header", "code"), [("kode_kd,tahun", "no_count"), ("kode_kd,tahun,jumlah", "no_measure")]
)
def test_file_that_counts_nothing_known_is_refused(header, code):
    job = checked(f"{header}\n32.73.05.1006,2021,5\n".encode(), by=officer(),
                  form="official_counts")  # fmt: skip

    assert (job.state, job.refused_code) == (State.REFUSED, code)


def test_published_names_that_differ_and_more_dtks_families_than_families_are_taken():
    area("32.73.05.1006", name="Campaka")
    row = {"nama": "TJAMPAKA", "kode_kd": "32.73.05.1006", "tahun": "2021"}
    by = officer()

    applied([{**row, "jumlah_kk": "10"}], by=by, form="official_counts")
    applied([{**row, "jumlah_keluarga": "12"}], by=by, form="official_counts")

    counts = OfficialCount.objects.values_list("measure", "value")
    assert dict(counts) == {"families": 10, "dtks_families": 12}


def test_newest_count_is_of_the_latest_part_of_the_year():
    area("32.73.05.1006")
    rows = [
        {"KODE_KD": "32.73.05.1006", "jumlah_kk": number, "tahun": "2021", "semester": half}
        for half, number in (("1", "5908"), ("2", "5728"))
    ]

    applied(csv_bytes(rows, delimiter=";", encoding="utf-8-sig"), by=officer(),
            form="official_counts")  # fmt: skip

    assert OfficialCount.objects.newest().get().value == 5_728


def test_programme_that_is_a_persons_name_is_not_repeated():
    registered_person(name="Siti Aminah")

    job = checked([{"nik": NIK, "program": f"Siti {NIK}"}], by=officer(),
                  form="programme_recipients")  # fmt: skip

    assert [(each.code, each.detail) for each in job.problems.all()] == [("unknown_programme", "")]


def test_family_of_a_whole_kecamatan_is_a_refused_row():
    area("32.73.05.1006")

    job = checked([roster_row(1, kode_kelurahan="32.73.05")], by=officer())

    assert codes(job) == [(2, "not_an_area")]


@pytest.mark.parametrize(
    ("header", "shown"), [("x\x00y", "x y"), ("Siti 3273055201800003", "Siti …")]
)
def test_unused_header_is_shown_without_what_may_not_be_stored(header, shown):
    area("32.73.05.1006")

    job = checked([{**roster_row(1), header: "1"}], by=officer())

    assert (job.state, job.source["unused"]) == (State.CHECKED, [shown])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"nama": "Siti 3273055201800009"}, "number_in_text"),
        ({"nama": "3273 0552 0180 0009"}, "number_in_text"),
        ({"alamat": "Jl. Uji 1, KK 3273.0512.0315.0009"}, "number_in_text"),
        ({"id_individu": NIK, "nik": "3273.05.520180.0001"}, "number_as_id"),
        ({"id_keluarga": "3273051203150009", "no_kk": "3273051203150009"}, "number_as_id"),
    ],
)
def test_identity_number_outside_its_column_is_refused_and_stored_nowhere(changes, code):
    job = checked([roster_row(1, **changes), roster_row(2)], by=officer())

    assert codes(job) == [(2, code)]
    assert (job.new, job.refused) == (1, 1)


def test_tick_in_the_column_of_names_is_no_name():
    data = xlsx_bytes([roster_row(1, nama=True)])

    job = checked(data, by=officer(), name="daftar.xlsx")

    assert codes(job) == [(2, "not_words")]


def test_word_that_is_no_choice_is_answered_with_those_of_the_template():
    job = checked([roster_row(1, hubungan_keluarga="tetangga")], by=officer())

    assert [each.detail for each in job.problems.all()] == [
        "kepala keluarga, istri, suami, anak, orang tua, lainnya"
    ]


def test_choice_without_a_template_is_answered_with_one_word_a_value():
    read = normalisers.choice({"l": "L", "laki_laki": "L", "lain_lain": "X", "x": "X"})

    with pytest.raises(BadCellError) as refusal:
        read("entah")

    assert refusal.value.detail == "l, lain lain"


def test_address_may_hold_other_numbers():
    row = roster_row(1, alamat="Jl. Uji 12 No. 34-56, 40111, telp. 0812-3456-7890")

    assert codes(checked([row], by=officer())) == []
