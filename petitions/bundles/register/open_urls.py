"""Addresses without a language, for programs."""

from django.urls import path

from petitions.bundles.register import api, views

urlpatterns = [
    path("api/v1/bundles", api.bundles, name="api-bundles"),
    path("feeds/bundles.atom", views.feed_of_bundles, name="feed-of-bundles"),
]
