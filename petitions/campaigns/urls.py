from django.urls import path

from petitions.campaigns import views

urlpatterns = [
    path("petitions/", views.petitions, name="petitions"),
    path("petitions/<slug:slug>/", views.petition, name="petition"),
]
