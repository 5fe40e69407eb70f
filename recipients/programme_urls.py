"""Addresses of the programme pages, under /program/."""

from django.urls import path

from recipients import programme_views

app_name = "programmes"
urlpatterns = [
    path("", programme_views.index, name="index"),
    path("<slug:slug>/", programme_views.programme, name="programme"),
]
