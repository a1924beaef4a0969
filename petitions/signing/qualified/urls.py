from django.urls import path

from petitions.signing.qualified import views

urlpatterns = [
    path("petitions/<slug:slug>/sign/qualified/", views.qualified, name="qualified"),
    path(
        "petitions/<slug:slug>/sign/qualified/statement.<slug:language>.pdf",
        views.pdf,
        name="qualified-pdf",
    ),
    path(
        "petitions/<slug:slug>/sign/qualified/statement.<slug:language>.asice",
        views.asice,
        name="qualified-asice",
    ),
    path(
        "petitions/<slug:slug>/sign/qualified/<slug:reference>/",
        views.result,
        name="qualified-result",
    ),
    path("signatures/<slug:reference>/qualified/", views.upgrade, name="qualified-upgrade"),
]
