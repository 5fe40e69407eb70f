"""Addresses of the public search."""

from django.urls import path

from recipients import views

app_name = "search"
urlpatterns = [
    path("", views.home, name="home"),
    path("cari/", views.results, name="results"),
    path("cek-nik/", views.check_nik, name="check-nik"),
]
