from django.urls import path

from petitions.signing.paper import views

urlpatterns = [
    path("petitions/<slug:slug>/paper/", views.paper, name="paper"),
    path("petitions/<slug:slug>/sheet.pdf", views.sheet, name="sheet"),
]
