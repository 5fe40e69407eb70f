"""Addresses of the staff pages under /petugas/."""

from django.urls import path

from workspace.views import (
    civil_registry,
    export,
    findings,
    home,
    household,
    households,
    quality,
    saved,
)

app_name = "workspace"
urlpatterns = [
    path("", home.home, name="home"),
    path("keluarga/", households.households, name="households"),
    path("keluarga/cari/", households.find, name="find"),
    path("keluarga/ekspor/", export.export, name="export"),
    path("keluarga/saringan/", saved.keep, name="keep-filter"),
    path("keluarga/saringan/<int:pk>/hapus/", saved.drop, name="drop-filter"),
    path("keluarga/<int:pk>/", household.household, name="household"),
    path("temuan/", findings.findings, name="findings"),
    path("temuan/<int:pk>/", findings.finding, name="finding"),
    path("temuan/<int:pk>/<slug:name>/", findings.act, name="act"),
    path("mutu/", quality.quality, name="quality"),
    path("dukcapil/", civil_registry.civil_registry, name="civil-registry"),
    path("dukcapil/ekspor/", civil_registry.export, name="civil-export"),
]
