"""Addresses of proposals, under /petugas/usulan/."""

from django.urls import path

from workspace.views import proposals, proposing

app_name = "proposals"
urlpatterns = [
    path("", proposals.proposals, name="list"),
    path("baru/", proposing.add, name="add"),
    path("keluarga/<int:pk>/ubah/", proposing.change, name="change"),
    path("keluarga/<int:pk>/nonaktif/", proposing.deactivate, name="deactivate"),
    path("tanda-tangan/", proposals.sign_chosen, name="sign-chosen"),
    path("<int:pk>/", proposals.proposal, name="proposal"),
    path("<int:pk>/<slug:name>/", proposals.act, name="act"),
]
