"""Public addresses; DESIGN.md lists them."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("petugas/akun/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
