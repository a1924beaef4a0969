from django.urls import path

from petitions.campaigns import api

urlpatterns = [
    path("openapi.json", api.openapi, name="openapi"),
    path("petitions", api.petitions, name="api-petitions"),
    path("petitions/<slug:slug>", api.petition, name="api-petition"),
]
