from django.urls import include, path

from petitions.signing import views
from petitions.signing.quarantine import views as quarantine

urlpatterns = [
    path("petitions/<slug:slug>/sign/", views.sign, name="sign"),
    path("signatures/confirm/<str:token>/", views.confirm, name="confirm"),
    path("", include("petitions.signing.eid.urls")),
    path("", include("petitions.signing.news.urls")),
    path("petitions/<slug:slug>/sign/done/", views.signed, name="signed"),
    path("signatures/challenge/", quarantine.challenge, name="challenge"),
    path("", include("petitions.signing.doubts.urls")),
    path("", include("petitions.signing.own.urls")),
]
