"""Public addresses of campaigns, under /statistik/verval/."""

from django.urls import path

from verification import views

app_name = "public-campaigns"
urlpatterns = [
    path("", views.newest, name="newest"),
    path("<int:pk>/", views.campaign, name="campaign"),
]
