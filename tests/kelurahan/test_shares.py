"""Shares of listed families by what offices published: contradictions are shown, not mended."""

import pytest
from django.urls import reverse

from accounts.models import User
from imports import actions, formats
from imports.working import work_on
from kelurahan.models import OfficialCount
from kelurahan.publishing import publish
from kelurahan.shares import share_table
from tests.factories import HouseholdFactory, UserFactory, area

pytestmark = pytest.mark.django_db
CITY, HERE, THERE, THIRD = "32.73", "32.73.05.1006", "32.73.05.1001", "32.73.01.1001"


def official(code, value, measure="dtks_families", year=2021, period=0):
    OfficialCount.objects.create(
        area=area(code), measure=measure, year=year, period=period, value=value, source="Uji"
    )


@pytest.fixture
def release():
    for code in (HERE, THERE, THIRD):
        HouseholdFactory(kelurahan=area(code))
    return publish()


def shares(release, code=CITY):
    table = share_table(release, code)
    return {row.area.code: [s and str(s.percent) for s in row.shares] for row in table.rows}


def test_contradictions_come_first_whatever_the_others(release):
    for code, part, whole in ((HERE, 90, 100), (THERE, 120, 100), (THIRD, 10, 100)):
        official(code, part)
        official(code, whole, "families")

    assert shares(release) == {THERE: ["120.00"], HERE: ["90.00"], THIRD: ["10.00"]}
    assert list(shares(release)) == [THERE, HERE, THIRD]


def test_years_stand_side_by_side_and_the_last_half_year_counts(release):
    official(HERE, 10)
    official(HERE, 30, year=2022)
    for year, period, value in ((2021, 1, 50), (2021, 2, 100), (2022, 1, 60)):
        official(HERE, value, "families", year, period)

    assert shares(release) == {HERE: ["10.00", "50.00"]}


def test_a_contradiction_of_an_earlier_half_year_is_not_hidden(release):
    official(HERE, 150)
    for period, value in ((1, 100), (2, 300)):
        official(HERE, value, "families", 2021, period)

    assert shares(release) == {HERE: ["150.00"]}


def test_families_of_the_next_year_stand_in_and_say_so(client, release):
    official(HERE, 10, year=2021)
    official(HERE, 100, "families", 2022)

    table = share_table(release, CITY)

    assert [(s.part.year, s.whole.year) for s in table.rows[0].shares] == [(2021, 2022)]
    assert "2022" in client.get(reverse("statistics:shares", args=[CITY])).text


def test_kelurahan_of_which_nothing_was_published_are_named(release):
    official(HERE, 10)
    official(HERE, 100, "families")

    assert [a.code for a in share_table(release, CITY).missing] == [THIRD, THERE]


def test_page_of_a_kecamatan_tells_its_own_kelurahan_only(client, release):
    for code in (HERE, THIRD):
        official(code, 10)
        official(code, 100, "families")

    html = client.get(reverse("statistics:shares", args=["32.73.05"])).text

    assert f'data-area="{HERE}"' in html
    assert f'data-area="{THIRD}"' not in html


def test_nothing_published_is_no_page(client, release):
    assert client.get(reverse("statistics:shares", args=[CITY])).status_code == 404
    official(HERE, 10)
    assert client.get(reverse("statistics:shares", args=[CITY])).status_code == 404


def test_page_is_read_in_a_constant_number_of_queries(release, django_assert_num_queries):
    for code in (HERE, THERE, THIRD):
        official(code, 10)
        official(code, 100, "families")

    with django_assert_num_queries(3):
        share_table(release, CITY)


def imported(name, text, **options):
    by = User.objects.first() or UserFactory(role="administrator")
    job = actions.receive(
        form=formats.get("official_counts"), name=name, pieces=[text.encode()], by=by,
        options=options or {"source": "Open Data Uji"},
    )  # fmt: skip
    work_on(job)
    actions.confirm(job=job, by=by)
    work_on(job)
    job.refresh_from_db()
    return job


def test_files_with_the_traps_of_real_ones(client, release):
    """Other names, BOM and semicolons, half-years, more listed families than families."""
    imported(
        "kk_dtks.csv",
        "id,KODE_KD,kemendagri_nama_desa_kelurahan,jumlah_keluarga,satuan,tahun\n"
        f"1,{HERE},NAMA YANG LAIN,150,KELUARGA,2021\n2,{THERE},X,40,KELUARGA,2021\n",
    )
    imported(
        "jumlah_kk.csv",
        "\ufeffid;KODE_KD;kemendagri_nama_desa_kelurahan;jumlah_kk;semester;tahun\n"
        f"1;{HERE};NAMA;90;1;2021\n2;{HERE};NAMA;100;2;2021\n3;{THERE};Y;400;2;2021\n",
    )
    imported(
        "kpm.csv",
        "id,KODE_KEC,kemendagri_nama_kecamatan,jenis_bansos,jumlah_kpm,satuan,tahun\n"
        "1,32.73.05,ANDIR,PBI JK,3565,KELUARGA,2021\n",
    )

    assert shares(release) == {HERE: ["150.00"], THERE: ["10.00"]}
    html = client.get(reverse("statistics:shares", args=[CITY])).text
    assert 'data-impossible="1"' in html
    assert OfficialCount.objects.get(area="32.73.05").measure == "pbi_jk_people"
    source = share_table(release, CITY).sources
    assert [(s.year, s.period, s.places) for s in source] == [
        (2021, 0, 2),
        (2021, 1, 1),
        (2021, 2, 2),
    ]
