"""Addresses without a language, for other sites and programs."""

from django.urls import path, re_path

from petitions.campaigns.endorsements.views import logo
from petitions.campaigns.outward import views

urlpatterns = [
    path("embed/<slug:slug>/", views.embed, name="embed"),
    path("feeds/petitions.atom", views.feed_of_all, name="feed-of-all"),
    path("feeds/petitions/<slug:slug>.atom", views.feed_of_petition, name="feed-of-petition"),
    re_path(r"^logos/(?P<digest>[0-9a-f]{64})\.png$", logo, name="organisation-logo"),
]
