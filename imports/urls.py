"""Addresses of the staff pages about files, under /petugas/impor/."""

from django.urls import path

from imports import views

app_name = "imports"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("format/<slug:name>/", views.upload, name="format"),
    path("format/<slug:name>/contoh.xlsx", views.template, name="template"),
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/pratinjau/", views.preview, name="preview"),
    path("<int:pk>/ditolak.xlsx", views.refused, name="refused"),
    path("<int:pk>/konfirmasi/", views.confirm, name="confirm"),
    path("<int:pk>/tolak/", views.decline, name="decline"),
    path("<int:pk>/batalkan/", views.undo, name="undo"),
]
