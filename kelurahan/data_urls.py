"""Addresses of open data, under /data/."""

from django.urls import path

import kelurahan.urls  # noqa: F401 - registers area_code
from kelurahan.opendata import api, embeds, views

app_name = "open-data"
urlpatterns = [
    path("", views.index, name="index"),
    path("dataset.jsonld", views.dataset, name="dataset"),
    path("catalog.jsonld", views.dcat, name="catalog"),
    path("rilis.atom", views.feed, name="feed"),
    path("kunci/", views.keys, name="keys"),
    path("kunci/keys.txt", views.key_list, name="key-list"),
    path("kunci/<slug:key_id>.pem", views.key, name="key"),
    path("api/", api.page, name="api"),
    path("api/v1/", api.index, name="api-index"),
    path("api/v1/openapi.json", api.openapi, name="api-openapi"),
    path("api/v1/areas/", api.areas, name="api-areas"),
    path("api/v1/areas/<str:code>/", api.area, name="api-area"),
    path("api/v1/indicators/", api.indicators, name="api-indicators"),
    path("api/v1/programmes/", api.programmes, name="api-programmes"),
    path("api/v1/releases/", api.releases, name="api-releases"),
    path("api/v1/releases/<int:number>/", api.release, name="api-release"),
    path("api/v1/figures/", api.figures, name="api-figures"),
    path("api/v1/complaints/", api.complaints, name="api-complaints"),
    path("api/v1/<path:rest>", api.nothing, name="api-nothing"),
    path("sematan/<area_code:code>.svg", embeds.badge, name="badge"),
    path("sematan/<area_code:code>/", embeds.card, name="card"),
    path("terbaru/", views.newest, name="newest"),
    path("terbaru/<str:name>", views.newest, name="newest-file"),
    path("rilis/<int:number>/", views.release, name="release"),
    path("rilis/<int:number>/signature", views.signature, name="signature"),
    path("rilis/<int:number>/seal.sig", views.raw_signature, name="raw-signature"),
    path("rilis/<int:number>/<str:name>", views.file, name="file"),
]
