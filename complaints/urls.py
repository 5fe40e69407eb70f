"""Addresses of the citizen's pages."""

from django.urls import path

from complaints.views import form, performance, tracking

app_name = "complaints"
urlpatterns = [
    path("", form.complain, name="form"),
    path("lacak/", tracking.track, name="track"),
    path("berkas/", tracking.file, name="file"),
    path("s/<str:link>/", tracking.private, name="private"),
    path("kinerja/", performance.performance_page, name="performance"),
    path("kinerja/<str:code>/", performance.performance_page, name="performance-of"),
]
