from django.urls import path

from petitions.ledger import views

urlpatterns = [
    path("signatures/<slug:reference>/proof/", views.proof, name="proof"),
    path("verify/proof/", views.check_proof, name="check-proof"),
]
