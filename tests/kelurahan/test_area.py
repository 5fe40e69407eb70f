"""The area tree: what is found in it and what the database refuses."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from kelurahan.models import Area, AreaFormerName
from tests.factories import area

pytestmark = pytest.mark.django_db
DAY = datetime.date(2020, 6, 4)


def codes(areas):
    return [area.code for area in areas]


def test_an_area_exists_from_its_first_day_to_the_day_before_its_last():
    kelurahan = area()
    kelurahan.valid_from, kelurahan.valid_until = DAY, DAY + datetime.timedelta(days=2)
    kelurahan.save()

    exists = [
        Area.objects.in_force(DAY + datetime.timedelta(days=days)).filter(pk=kelurahan.pk).exists()
        for days in (-1, 0, 1, 2)
    ]

    assert exists == [False, True, True, False]


def test_within_holds_the_area_and_all_below_it_but_not_its_namesake_in_digits():
    area("32.73.05.1006")
    area("32.76.01.1001")

    assert codes(Area.objects.within("32.73")) == ["32.73", "32.73.05", "32.73.05.1006"]
    assert Area.objects.within("3").count() == 0
    assert Area.objects.within("").count() == 7


def test_cities_are_cities_and_regencies_only():
    area("32.73.05.1006")
    area("32.76")

    assert codes(Area.objects.cities()) == ["32.73", "32.76"]


def test_an_area_is_found_by_its_present_and_former_name_whatever_the_case():
    city = area("32.73", "Kota Bandung")
    AreaFormerName.objects.create(area=city, name="Kotapraja Bandung", until=DAY)

    assert codes(Area.objects.named("KOTA bandung")) == ["32.73"]
    assert codes(Area.objects.named("kotapraja bandung")) == ["32.73"]
    assert codes(Area.objects.named("Bandung")) == []


def test_the_breadcrumb_is_one_query(django_assert_num_queries):
    kelurahan = area("32.73.05.1006")

    with django_assert_num_queries(1):
        above = kelurahan.breadcrumb()

    assert codes(above) == ["32", "32.73", "32.73.05"]


def test_a_kelurahan_merges_within_its_city_and_its_level_only():
    kelurahan = area("32.73.05.1006")
    area("32.73.06.1001")
    area("32.76.01.1001")
    closed = area("32.73.05.1007")
    closed.valid_until = DAY
    closed.save()

    assert codes(Area.objects.mergeable_with(kelurahan)) == ["32.73.06.1001"]


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"code": "32.73.05.106"}, "area_code"),
        ({"code": "32.74.05.1009"}, "area_code_tells_level_and_parent"),
        ({"code": "32.73.07"}, "area_code_tells_level_and_parent"),
        ({"level": "kecamatan"}, "area_code_tells_level_and_parent"),
        ({"parent_id": "32.73"}, "area_code_tells_level_and_parent"),
        ({"parent_id": None}, "area_only_province_has_no_parent"),
        ({"name": ""}, "area_has_name"),
        ({"valid_until": datetime.date(1945, 8, 17)}, "area_closes_after_it_opens"),
        ({"successor_id": "32.73.05.1006"}, "area_with_successor_is_closed"),
        (
            {"successor_id": "32.73.05", "valid_until": DAY},
            "area_successor_has_same_level",
        ),
        ({"successor_id": "32.73.05.1009", "valid_until": DAY}, "area_does_not_succeed_itself"),
    ],
)
def test_the_database_refuses_an_impossible_area(changed, constraint):
    area("32.73.05.1006")
    fields = {
        "code": "32.73.05.1009", "name": "Uji", "level": "kelurahan", "parent_id": "32.73.05",
    }  # fmt: skip

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Area.objects.bulk_create([Area(**fields | changed)])


def test_the_database_refuses_to_delete_an_area():
    kelurahan = area()

    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        kelurahan.delete()

    assert Area.objects.filter(pk=kelurahan.pk).exists()
