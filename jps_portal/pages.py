"""Addresses of the pages about the portal itself."""

from django.urls import path

from jps_portal import views

app_name = "portal"
urlpatterns = [
    path("tentang/", views.about, name="about"),
    path("bahasa/", views.set_language, name="language"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("favicon.ico", views.favicon, name="favicon"),
]
