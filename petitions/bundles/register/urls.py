from django.urls import path

from petitions.bundles.register import views

urlpatterns = [
    path("bundles/", views.bundles, name="bundles"),
    path("verify/bundle/", views.check_bundle, name="check-bundle"),
]
