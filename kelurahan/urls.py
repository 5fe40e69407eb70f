"""Addresses of the statistics pages, under /statistik/."""

from django.urls import path, register_converter

from kelurahan import views
from kelurahan.models import Area
from kelurahan.ranking import ORDERS


class AreaCode:
    """A Kemendagri code from the city down to the kelurahan."""

    regex = r"\d\d\.\d\d(?:\.\d\d(?:\.\d{4})?)?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CityCode(AreaCode):
    """The Kemendagri code of a city."""

    regex = r"\d\d\.\d\d"


class Order(AreaCode):
    """The order of a table of areas."""

    regex = "|".join(sorted(ORDERS, reverse=True))


class Year:
    """A year of this portal."""

    regex = r"20\d\d"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Quarter(Year):
    """A quarter of a year."""

    regex = r"[1-4]"


register_converter(AreaCode, "area_code")
register_converter(CityCode, "city_code")
register_converter(Order, "area_order")
register_converter(Year, "report_year")
register_converter(Quarter, "report_quarter")

EVERY_KELURAHAN = {"level": Area.Level.KELURAHAN}

app_name = "statistics"
urlpatterns = [
    path("", views.index, name="index"),
    path("<area_code:code>/", views.area, name="area"),
    path("<area_code:code>/urut/<area_order:order>/", views.parts, name="sorted"),
    path("<city_code:code>/kelurahan/", views.parts, EVERY_KELURAHAN, name="kelurahan"),
    path(
        "<city_code:code>/kelurahan/urut/<area_order:order>/", views.parts, EVERY_KELURAHAN,
        name="kelurahan-sorted",
    ),
    path("<area_code:code>/resmi/", views.shares, name="shares"),
    path("<area_code:code>/laporan/", views.report, name="report"),
    path("<area_code:code>/laporan/<report_year:year>/", views.report, name="report-year"),
    path(
        "<area_code:code>/laporan/<report_year:year>/<report_quarter:quarter>/", views.report,
        name="report-quarter",
    ),
]  # fmt: skip
