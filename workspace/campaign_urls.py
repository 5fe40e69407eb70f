"""Addresses of the campaigns' pages, under /petugas/verval/."""

from django.urls import path

from workspace.views import campaigns, visits

app_name = "campaigns"
urlpatterns = [
    path("", campaigns.campaigns, name="list"),
    path("baru/", campaigns.plan, name="plan"),
    path("tugas/<int:pk>/", visits.visit, name="visit"),
    path("<int:pk>/", campaigns.campaign, name="campaign"),
    path("<int:pk>/mulai/", campaigns.act, {"name": "start"}, name="start"),
    path("<int:pk>/tutup/", campaigns.act, {"name": "close"}, name="close"),
    path("<int:pk>/bagi/", campaigns.share, name="share"),
    path("<int:pk>/laporan/", campaigns.report, name="report"),
    path("<int:pk>/kerja/", visits.work, name="work"),
    path("<int:pk>/cari/", visits.find, name="find"),
    path("<int:pk>/berkas/", campaigns.download, name="download"),
]
