from django.urls import include, path

app_name = "testimonies"
urlpatterns = [
    path("", include("testimonies.intake.urls")),
    path("", include("testimonies.claims.urls")),
    path("", include("testimonies.archive.urls")),
]
