"""Renaming, closing and merging one area."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kelurahan.actions import close_area, merge_area, rename_area
from kelurahan.models import Area
from tests.factories import UserFactory, area

pytestmark = pytest.mark.django_db
DAY = datetime.date(2020, 6, 4)
NEXT = DAY + datetime.timedelta(days=1)


def refused(code):
    """The action must refuse for this reason."""
    return pytest.raises(ValidationError, check=lambda error: error.code == code)


def former_names(area):
    return list(area.former_names.order_by("until").values_list("name", "until"))


def test_a_renamed_area_keeps_its_old_name_until_that_day():
    kelurahan = area("32.73.05.1006", "Uji Lama")

    rename_area(area=kelurahan, name="  Uji   Baru ", on=DAY)

    kelurahan.refresh_from_db()
    assert kelurahan.name == "Uji Baru"
    assert former_names(kelurahan) == [("Uji Lama", DAY)]


def test_a_second_name_on_the_same_day_replaces_the_first():
    kelurahan = area("32.73.05.1006", "Uji Lama")

    rename_area(area=kelurahan, name="Salah Ketik", on=DAY)
    rename_area(area=kelurahan, name="Uji Baru", on=DAY)

    assert former_names(kelurahan) == [("Uji Lama", DAY)]


def test_a_name_regained_on_the_same_day_was_never_lost():
    kelurahan = area("32.73.05.1006", "Uji Lama")

    rename_area(area=kelurahan, name="Salah Ketik", on=DAY)
    rename_area(area=kelurahan, name="Uji Lama", on=DAY)

    assert former_names(kelurahan) == []


@pytest.mark.parametrize(
    ("name", "code"), [("Uji Lama", "same"), (" ", "blank"), ("x" * 101, "max_length")]
)
def test_an_area_is_not_renamed_to_this(name, code):
    kelurahan = area("32.73.05.1006", "Uji Lama")

    with pytest.raises(ValidationError) as refusal:
        rename_area(area=kelurahan, name=name, on=DAY)

    assert refusal.value.error_list[0].code == code
    assert former_names(kelurahan) == []


def test_an_area_is_not_renamed_in_the_future():
    with refused("future"):
        rename_area(area=area(), name="Baru", on=timezone.localdate() + datetime.timedelta(days=1))


def test_an_area_is_not_renamed_before_its_last_renaming():
    kelurahan = area()
    rename_area(area=kelurahan, name="Kedua", on=NEXT)

    with refused("late"):
        rename_area(area=kelurahan, name="Ketiga", on=DAY)


def test_a_closed_area_keeps_its_name():
    kelurahan = area()
    close_area(area=kelurahan, on=DAY)

    with refused("closed"):
        rename_area(area=kelurahan, name="Baru", on=NEXT)


def test_a_closed_area_ends_on_that_day_without_successor():
    kelurahan = area()

    close_area(area=kelurahan, on=DAY)

    kelurahan.refresh_from_db()
    assert (kelurahan.valid_until, kelurahan.successor) == (DAY, None)


def test_an_area_with_areas_in_force_is_not_closed():
    kelurahan = area("32.73.05.1006")

    with refused("children"):
        close_area(area=kelurahan.parent, on=DAY)


def test_an_area_closes_once_all_in_it_are_closed():
    kelurahan = area("32.73.05.1006")
    close_area(area=kelurahan, on=DAY)

    close_area(area=kelurahan.parent, on=DAY)

    assert not Area.objects.in_force(DAY).within("32.73.05").exists()


def test_an_area_is_not_closed_twice():
    kelurahan = area()
    close_area(area=kelurahan, on=DAY)

    with refused("closed"):
        close_area(area=kelurahan, on=NEXT)


def test_an_area_is_not_closed_before_it_began():
    kelurahan = area()
    kelurahan.valid_from = DAY
    kelurahan.save()

    with refused("early"):
        close_area(area=kelurahan, on=DAY)


def test_a_merged_area_names_the_one_that_takes_it_up():
    kelurahan, target = area("32.73.05.1006"), area("32.73.05.1007")

    merge_area(area=kelurahan, into=target, on=DAY)

    kelurahan.refresh_from_db()
    assert (kelurahan.valid_until, kelurahan.successor) == (DAY, target)
    assert list(target.predecessors.all()) == [kelurahan]


def test_an_area_is_not_merged_into_itself():
    with refused("itself"):
        merge_area(area=area(), into=area(), on=DAY)


def test_an_area_is_not_merged_into_one_of_another_level():
    with refused("level"):
        merge_area(area=area("32.73.05.1006"), into=area("32.73.06"), on=DAY)


def test_areas_are_not_merged_in_a_circle():
    first, second = area("32.73.05.1006"), area("32.73.05.1007")
    merge_area(area=first, into=second, on=timezone.localdate() + datetime.timedelta(days=9))

    with refused("target"):
        merge_area(area=second, into=first, on=DAY)


def test_the_history_keeps_what_was_and_who_changed_it():
    kelurahan, user = area("32.73.05.1006", "Uji Lama"), UserFactory()

    rename_area(area=kelurahan, name="Uji Baru", on=DAY, by=user)

    event = kelurahan.events.get()
    assert event.name == "Uji Lama"
    assert event.pgh_context.metadata == {"action": "rename_area", "by": user.pk}
