"""Addresses of the round trip's pages, under /petugas/siklus/."""

from django.urls import path

from workspace.cycles import lists, views

LINES, CHANGES = {"what": "lines"}, {"what": "changes"}

app_name = "cycles"
urlpatterns = [
    path("", views.cycle_list, name="list"),
    path("baru/", views.open_one, name="open"),
    path("<int:pk>/", views.cycle, name="cycle"),
    path("<int:pk>/berkas/", views.batch, name="batch"),
    path("<int:pk>/ringkasan/", views.summary, name="summary"),
    path("<int:pk>/terkirim/", views.mark_sent, name="sent"),
    path("<int:pk>/ambil-alih/", views.take_over, name="take-over"),
    path("<int:pk>/koreksi/", lists.rows, LINES, name="lines"),
    path("<int:pk>/koreksi/unduh/", lists.download, LINES, name="lines-file"),
    path("<int:pk>/perubahan/", lists.rows, CHANGES, name="changes"),
    path("<int:pk>/perubahan/unduh/", lists.download, CHANGES, name="changes-file"),
    path("<int:pk>/<slug:name>/", views.act, name="act"),
]
