"""Loading area files: new, renamed, closed, unchanged; all or nothing."""

import contextlib
import csv
import datetime
import io
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kelurahan.actions import AreaChanges, close_area, load_area_files, load_areas
from kelurahan.area_files import LAYOUTS, BrokenFilesError, files_of
from kelurahan.models import Area, AreaFormerName
from kelurahan.models.area import FIRST_DAY
from tests.factories import UserFactory, area

pytestmark = pytest.mark.django_db
DAY = datetime.date(2020, 6, 4)
NEXT = DAY + datetime.timedelta(days=1)
TREE = {
    "provinces.csv": [("32", "JAWA BARAT")],
    "regencies.csv": [("32.73", "KOTA BANDUNG")],
    "districts.csv": [("32.73.05", "Cicendo"), ("32.73.06", "Andir")],
    "villages.csv": [("32.73.05.1006", "Pajajaran"), ("32.73.05.1007", "Pasirkaliki")],
}


@pytest.fixture
def folder(tmp_path):
    """Write area files with TREE, some of it replaced; None leaves a file out."""

    def write(**replaced):
        tree = TREE | {f"{name}.csv": rows for name, rows in replaced.items()}
        for name, rows in tree.items():
            (tmp_path / name).unlink(missing_ok=True)
            if rows is None:
                continue
            with (tmp_path / name).open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(LAYOUTS[name].columns)
                for code, area_name in rows:
                    parent = [code.rpartition(".")[0]] if "." in code else []
                    writer.writerow([code, *parent, area_name])
        return tmp_path

    return write


def tree():
    return list(Area.objects.values_list("code", "name", "valid_until"))


def faults(error):
    return [(fault.file.rpartition("/")[2], fault.line) for fault in error.value.faults]


def test_new_areas_get_level_parent_and_a_readable_name(folder):
    changes = load_areas(directory=folder(), on=DAY)

    assert changes == AreaChanges(new=6)
    assert Area.objects.get(code="32.73").name == "Kota Bandung"
    kelurahan = Area.objects.get(code="32.73.05.1006")
    assert (kelurahan.level, kelurahan.parent_id) == ("kelurahan", "32.73.05")
    assert kelurahan.valid_from == FIRST_DAY


def test_the_same_files_again_change_nothing(folder):
    load_areas(directory=folder(), on=DAY)
    before = tree()

    changes = load_areas(directory=folder(), on=NEXT)

    assert changes == AreaChanges(unchanged=6)
    assert tree() == before
    assert not AreaFormerName.objects.exists()


def test_a_changed_name_is_a_renaming_with_its_date(folder):
    load_areas(directory=folder(), on=DAY)
    user = UserFactory(area=Area.objects.get(code="32.73"))

    changes = load_areas(
        directory=folder(districts=[("32.73.05", "Cicendo Baru")]), on=NEXT, by=user
    )

    district = Area.objects.get(code="32.73.05")
    assert changes == AreaChanges(renamed=1, unchanged=4)
    assert district.name == "Cicendo Baru"
    assert [(was.name, was.until) for was in district.former_names.all()] == [("Cicendo", NEXT)]
    event = district.events.get()
    assert (event.name, event.pgh_context.metadata["by"]) == ("Cicendo", user.pk)


def test_a_name_corrected_on_the_same_day_leaves_one_former_name(folder):
    load_areas(directory=folder(), on=DAY)
    load_areas(directory=folder(districts=[("32.73.05", "Salah")]), on=NEXT)

    load_areas(directory=folder(districts=[("32.73.05", "Benar")]), on=NEXT)

    assert AreaFormerName.objects.get().name == "Cicendo"


def test_a_name_taken_back_on_the_same_day_leaves_no_former_name(folder):
    load_areas(directory=folder(), on=DAY)
    load_areas(directory=folder(districts=[("32.73.05", "Salah")]), on=NEXT)

    load_areas(directory=folder(), on=NEXT)

    assert not AreaFormerName.objects.exists()


def test_a_name_does_not_change_before_the_last_renaming(folder):
    load_areas(directory=folder(), on=DAY)
    load_areas(directory=folder(districts=[("32.73.05", "Kedua")]), on=NEXT)

    with pytest.raises(BrokenFilesError) as error:
        load_areas(directory=folder(districts=[("32.73.05", "Ketiga")]), on=DAY)

    assert faults(error) == [("districts.csv", 2)]


def test_areas_that_the_files_lack_stay(folder):
    load_areas(directory=folder(), on=DAY)

    changes = load_areas(directory=folder(villages=[("32.73.05.1006", "Pajajaran")]), on=NEXT)

    assert changes == AreaChanges(unchanged=5)
    assert Area.objects.in_force(NEXT).count() == 6


def test_missing_areas_close_on_request_with_all_below_them(folder):
    load_areas(directory=folder(), on=DAY)
    directory = folder(districts=[("32.73.06", "Andir")], villages=None)

    changes = load_area_files(paths=files_of(directory), on=NEXT, close_missing=True)

    closed = Area.objects.filter(valid_until=NEXT).values_list("code", flat=True)
    assert changes == AreaChanges(closed=3, unchanged=3)
    assert list(closed) == ["32.73.05", "32.73.05.1006", "32.73.05.1007"]


def test_closing_missing_areas_spares_parents_that_the_files_do_not_cover(folder):
    area("32.76.01.1001")
    load_areas(directory=folder(), on=DAY)
    directory = folder(regencies=None, provinces=None, districts=None)

    changes = load_area_files(paths=files_of(directory), on=NEXT, close_missing=True)

    assert changes == AreaChanges(unchanged=2)


def test_a_missing_area_is_not_closed_over_rows_that_lie_in_it(folder):
    load_areas(directory=folder(), on=DAY)
    directory = folder(districts=[("32.73.06", "Andir")])

    with pytest.raises(BrokenFilesError) as error:
        load_area_files(paths=files_of(directory), on=NEXT, close_missing=True)

    assert faults(error) == [("villages.csv", 2), ("villages.csv", 3)]


def test_a_missing_area_is_not_closed_before_it_opened(folder):
    load_area_files(paths=files_of(folder()), on=DAY, valid_from=DAY)
    directory = folder(villages=[("32.73.05.1006", "Pajajaran")])

    with pytest.raises(BrokenFilesError) as error:
        load_area_files(paths=files_of(directory), on=DAY, close_missing=True)

    assert "32.73.05.1007" in str(error.value)


def test_an_area_closed_here_is_not_opened_again(folder):
    load_areas(directory=folder(), on=DAY)
    close_area(area=Area.objects.get(code="32.73.05.1006"), on=DAY)

    changes = load_areas(directory=folder(villages=[("32.73.05.1006", "Lain")]), on=NEXT)

    assert changes == AreaChanges(unchanged=4, left_closed=1)
    assert Area.objects.get(code="32.73.05.1006").name == "Pajajaran"


def test_nothing_new_lies_in_a_closed_area(folder):
    load_areas(directory=folder(), on=DAY)
    close_area(area=Area.objects.get(code="32.73.06"), on=DAY)

    with pytest.raises(BrokenFilesError) as error:
        load_areas(directory=folder(villages=[("32.73.06.1001", "Baru")]), on=NEXT)

    assert faults(error) == [("villages.csv", 2)]


def test_a_parent_may_be_known_already(folder):
    area("32.73.05")

    changes = load_areas(directory=folder(provinces=None, regencies=None, districts=None), on=DAY)

    assert changes == AreaChanges(new=2)


def test_an_unknown_parent_is_named_and_nothing_is_applied(folder):
    directory = folder(provinces=None, regencies=None)

    with pytest.raises(BrokenFilesError) as error:
        load_areas(directory=directory, on=DAY)

    assert faults(error) == [("districts.csv", 2), ("districts.csv", 3)]
    assert tree() == []


def test_all_faults_of_all_files_are_named_and_nothing_is_applied(folder):
    directory = folder(
        districts=[("32.73.05", ""), ("32.73.06", "Andir"), ("32.74.01", "Yatim")],
        villages=[("32.73.05.1006", "Pajajaran"), ("32.73.05.106", "Pendek")],
    )

    with pytest.raises(BrokenFilesError) as error:
        load_areas(directory=directory, on=DAY)

    assert faults(error) == [("districts.csv", 2), ("districts.csv", 4), ("villages.csv", 3)]
    assert tree() == []


def test_the_command_loads_the_fixtures_and_says_what_changed():
    out = io.StringIO()

    call_command("load_areas", stdout=out)

    kelurahan = Area.objects.filter(level="kelurahan")
    assert "258" in out.getvalue()
    assert Area.objects.filter(parent="32.73").count() == 30
    assert kelurahan.filter(code__startswith="32.73.").count() == 151
    assert Area.objects.filter(parent="32.76").count() == 11
    assert kelurahan.filter(code__startswith="32.76.").count() == 63


def test_the_command_takes_single_files_and_a_date(folder):
    directory = folder()

    call_command(
        "load_areas",
        directory / "regencies.csv",
        directory / "provinces.csv",
        valid_from=DAY,
        stdout=io.StringIO(),
    )

    assert set(Area.objects.values_list("code", "valid_from")) == {("32", DAY), ("32.73", DAY)}


def test_the_command_names_at_most_fifty_faults(folder):
    directory = folder(villages=[(f"32.73.09.{number}", "Yatim") for number in range(1000, 1060)])

    with pytest.raises(CommandError) as error:
        call_command("load_areas", directory)

    shown = str(error.value).splitlines()
    assert sum("villages.csv:" in line for line in shown) == 50
    assert "10" in shown[50]
    assert tree() == []


def test_the_command_takes_no_date_in_the_future(folder):
    with pytest.raises(CommandError):
        call_command(
            "load_areas", folder(), valid_from=timezone.localdate() + datetime.timedelta(days=1)
        )


@given(data=st.binary(max_size=200), name=st.sampled_from(list(LAYOUTS)))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_the_bytes_a_load_applies_all_or_nothing(folder, name, data):
    directory = folder()
    with (directory / name).open("ab") as file:
        file.write(data)

    with transaction.atomic():
        with contextlib.suppress(BrokenFilesError):
            load_areas(directory=directory, on=DAY)
        loaded = {code for code, _name, _until in tree()}
        transaction.set_rollback(True)

    assert not loaded or loaded >= {code for rows in TREE.values() for code, _name in rows}


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_end_as_one(folder):
    paths, start, changes = files_of(folder()), Barrier(2), []

    def load():
        start.wait()
        try:
            changes.append(load_area_files(paths=paths, on=DAY))
        finally:
            connection.close()

    threads = [Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(change.new for change in changes) == [0, 6]
    assert Area.objects.count() == 6
