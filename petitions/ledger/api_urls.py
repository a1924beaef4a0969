from django.urls import path

from petitions.ledger import api

urlpatterns = [
    path("petitions/<slug:slug>/inclusion/<str:leaf_hash>", api.inclusion, name="api-inclusion"),
    path("petitions/<slug:slug>/consistency", api.consistency, name="api-consistency"),
]
