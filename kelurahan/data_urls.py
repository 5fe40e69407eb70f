"""Addresses of open data, under /data/."""

from django.urls import path

from kelurahan.opendata import views

app_name = "open-data"
urlpatterns = [
    path("", views.index, name="index"),
    path("dataset.jsonld", views.dataset, name="dataset"),
    path("catalog.jsonld", views.dcat, name="catalog"),
    path("rilis.atom", views.feed, name="feed"),
    path("kunci/", views.keys, name="keys"),
    path("kunci/keys.txt", views.key_list, name="key-list"),
    path("kunci/<slug:key_id>.pem", views.key, name="key"),
    path("terbaru/", views.newest, name="newest"),
    path("terbaru/<str:name>", views.newest, name="newest-file"),
    path("rilis/<int:number>/", views.release, name="release"),
    path("rilis/<int:number>/signature", views.signature, name="signature"),
    path("rilis/<int:number>/seal.sig", views.raw_signature, name="raw-signature"),
    path("rilis/<int:number>/<str:name>", views.file, name="file"),
]
