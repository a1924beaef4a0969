from django.urls import path

from testimonies.claims import views
from testimonies.claims.claim_flow import CLAIM
from testimonies.intake import question_urls

urlpatterns = [
    path("case/<slug:handle>/claim/", views.add, name="case-claim"),
    *question_urls.of(CLAIM, "claims/new/"),
]
