from django.urls import include, path

from testimonies.claims import views
from testimonies.claims.claim_flow import CLAIM
from testimonies.claims.gaps import views as gaps
from testimonies.intake import question_urls

of_a_case = [
    path("claim/", views.add, name="case-claim"),
    path("proof/", gaps.overview, name="case-proof"),
    path("proof/<slug:basis>/", gaps.scheme, name="case-proof-of"),
    path(
        "proof/<slug:basis>/<slug:archive>/<uuid:person>/",
        gaps.archive_letter,
        name="case-archive-letter",
    ),
]
urlpatterns = [
    question_urls.of(CLAIM, "claims/new/"),
    path("case/<slug:handle>/", include(of_a_case)),
]
