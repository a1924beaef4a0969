from django.urls import path

from petitions.campaigns import views

urlpatterns = [
    path("petitions/", views.petitions, name="petitions"),
    path("petitions/<slug:slug>/", views.petition, name="petition"),
    path("petitions/<slug:slug>/text.json", views.canonical_text, name="text"),
]
