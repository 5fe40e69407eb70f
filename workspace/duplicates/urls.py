"""Addresses of likely doubles, under /petugas/ganda/."""

from django.urls import path

from workspace.duplicates import model_views, views

app_name = "duplicates"
urlpatterns = [
    path("", views.pairs, name="queue"),
    path("<int:pk>/", views.pair, name="pair"),
    path("<int:pk>/putusan/", views.decide, name="decide"),
    path("gugus/<int:number>/", views.cluster, name="cluster"),
    path("gabungan/<int:pk>/batal/", views.undo, name="undo"),
    path("model/", model_views.model, name="model"),
    path("model/<int:pk>/pakai/", model_views.activate, name="activate"),
    path("model/cari/", model_views.search, name="search"),
]
