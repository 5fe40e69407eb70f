"""Staff accounts under /petugas/akun/: only what staff need of allauth, and no sign-up.

A forgotten password is set anew by an administrator, so no reset link travels by mail.
"""

from allauth.account import views
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="mfa_index"), name="account_index"),
    path("masuk/", views.login, name="account_login"),
    path("keluar/", views.logout, name="account_logout"),
    path("nonaktif/", views.account_inactive, name="account_inactive"),
    path("pastikan/", views.reauthenticate, name="account_reauthenticate"),
    path("kata-sandi/", views.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
