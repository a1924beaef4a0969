from django.urls import path

from petitions.campaigns.outward import views

urlpatterns = [
    path("petitions/<slug:slug>/share/", views.share, name="share"),
    path("petitions/<slug:slug>/card.png", views.card, name="card"),
]
