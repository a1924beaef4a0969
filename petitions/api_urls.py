"""The public interface for machines, and the addresses without a language."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("petitions.campaigns.api_urls")),
    path("api/v1/", include("petitions.ledger.api_urls")),
    path("ledger/", include("petitions.ledger.urls")),
    path("", include("petitions.campaigns.outward.open_urls")),
    path("", include("petitions.bundles.register.open_urls")),
]
