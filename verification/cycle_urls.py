"""Public addresses of the ministry's round trips, under /siklus/."""

from django.urls import path

import kelurahan.urls  # noqa: F401 – registers the converters of years and quarters
from verification import cycle_views

app_name = "public-cycles"
urlpatterns = [
    path("", cycle_views.cycles, name="list"),
    path("<report_year:year>-<report_quarter:quarter>/", cycle_views.cycle, name="cycle"),
]
