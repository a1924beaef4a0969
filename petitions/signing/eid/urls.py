from django.urls import path

from petitions.signing.eid import views

urlpatterns = [
    path("petitions/<slug:slug>/sign/identify/<slug:provider>/", views.identify, name="identify"),
    path("petitions/<slug:slug>/sign/identified/", views.identified, name="identified"),
    path(
        "petitions/<slug:slug>/sign/not-identified/<slug:why>/",
        views.not_identified,
        name="not-identified",
    ),
    path(
        "signatures/<slug:reference>/identify/<slug:provider>/",
        views.identify_for,
        name="identify-for",
    ),
]
