"""Addresses of the statistics pages, under /statistik/."""

from django.urls import path, register_converter

from kelurahan import views


class AreaCode:
    """A Kemendagri code from the city down to the kelurahan."""

    regex = r"\d\d\.\d\d(?:\.\d\d(?:\.\d{4})?)?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(AreaCode, "area_code")

app_name = "statistics"
urlpatterns = [
    path("", views.index, name="index"),
    path("<area_code:code>/", views.area, name="area"),
]
