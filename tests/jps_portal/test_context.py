"""Menu and city name, which every page shows."""

import pytest
from django.utils.translation import gettext_lazy as _

from jps_portal import context
from jps_portal.context import Link, menu
from tests import factories

ABOUT = Link("portal:about", _("About"), "/tentang/")


def test_the_menu_leaves_out_pages_that_do_not_exist():
    assert menu([Link("nowhere:index", _("About")), ABOUT], "/")[0].address == "/tentang/"


def test_the_menu_marks_the_page_and_its_section():
    marks = [menu([ABOUT], path)[0].current for path in ("/tentang/", "/tentang/data/", "/")]

    assert marks == ["page", "true", ""]


@pytest.fixture
def unnamed_city(settings, monkeypatch):
    settings.CITY_NAME = ""
    monkeypatch.setattr(context, "_city_names", {})


@pytest.mark.django_db
def test_the_city_name_is_looked_up_once(unnamed_city, django_assert_num_queries):
    factories.area("32.73", name="Kota Bandung")

    with django_assert_num_queries(1):
        names = [context.city_name() for _ in range(3)]

    assert names == ["Kota Bandung"] * 3


@pytest.mark.django_db
def test_a_city_that_is_not_loaded_yet_is_found_later(unnamed_city):
    assert context.city_name() == ""

    factories.area("32.73", name="Kota Bandung")

    assert context.city_name() == "Kota Bandung"


def test_a_named_city_needs_no_database(settings):
    settings.CITY_NAME = "Kota Depok"

    assert context.city_name() == "Kota Depok"
