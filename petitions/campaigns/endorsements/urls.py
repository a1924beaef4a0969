from django.urls import path

from petitions.campaigns.endorsements import views

urlpatterns = [
    path("petitions/<slug:slug>/organisations/", views.organisations, name="organisations"),
    path("petitions/<slug:slug>/organisations/endorse/", views.endorse, name="endorse"),
    path("petitions/<slug:slug>/organisations/endorse/done/", views.endorsed, name="endorsed"),
    path("endorsements/<str:token>/", views.endorsement, name="endorsement"),
    path("endorsements/<str:token>/withdraw/", views.withdraw, name="withdraw-endorsement"),
]
