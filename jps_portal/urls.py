"""Public addresses; DESIGN.md lists them."""

from django.contrib import admin
from django.urls import include, path

from jps_portal import health

urlpatterns = [
    path("", include("jps_portal.pages")),
    path("", include("recipients.urls")),
    path("petugas/akun/", include("accounts.urls")),
    path("petugas/impor/", include("imports.urls")),
    path("petugas/usulan/", include("workspace.proposal_urls")),
    path("petugas/verval/", include("workspace.campaign_urls")),
    path("petugas/ganda/", include("workspace.duplicates.urls")),
    path("petugas/siklus/", include("workspace.cycles.urls")),
    path("petugas/", include("workspace.urls")),
    path("statistik/verval/", include("verification.urls")),
    path("siklus/", include("verification.cycle_urls")),
    path("statistik/", include("kelurahan.urls")),
    path("data/", include("kelurahan.data_urls")),
    path("program/", include("recipients.programme_urls")),
    path("pengaduan/", include("complaints.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
handler500 = "jps_portal.views.server_error"
