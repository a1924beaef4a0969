from django.urls import include, path

app_name = "petitions"
urlpatterns = [
    path("", include("petitions.signing.urls")),  # first, as a crowd comes to sign
    path("", include("petitions.campaigns.urls")),
    path("", include("petitions.signing.qualified.urls")),
    path("", include("petitions.signing.paper.urls")),
    path("", include("petitions.ledger.page_urls")),
    path("", include("petitions.campaigns.endorsements.urls")),
    path("", include("petitions.campaigns.outward.urls")),
    path("", include("petitions.deliveries.urls")),
    path("", include("petitions.bundles.register.urls")),
]
