from django.urls import path

from testimonies.claims import views
from testimonies.claims.claim_flow import CLAIM
from testimonies.claims.gaps import views as gaps
from testimonies.intake import question_urls

urlpatterns = [
    path("case/<slug:handle>/claim/", views.add, name="case-claim"),
    path("case/<slug:handle>/proof/", gaps.overview, name="case-proof"),
    path("case/<slug:handle>/proof/<slug:basis>/", gaps.scheme, name="case-proof-of"),
    path(
        "case/<slug:handle>/proof/<slug:basis>/<slug:archive>/<uuid:person>/",
        gaps.archive_letter,
        name="case-archive-letter",
    ),
    *question_urls.of(CLAIM, "claims/new/"),
]
