from django.urls import include, path

from petitions.deliveries import views

urlpatterns = [
    path("", include("petitions.deliveries.entering.urls")),
    path("", include("petitions.deliveries.responding.urls")),
    path("institutions/<str:token>/", views.desk, name="desk"),
    path("institutions/<str:token>/<uuid:reference>/file/", views.download, name="desk-download"),
    path(
        "institutions/<str:token>/<uuid:reference>/received/",
        views.acknowledge,
        name="desk-acknowledge",
    ),
]
