from django.urls import include, path

app_name = "petitions"
urlpatterns = [
    path("", include("petitions.campaigns.urls")),
    path("", include("petitions.signing.paper.urls")),
    path("", include("petitions.signing.urls")),
    path("", include("petitions.deliveries.urls")),
]
