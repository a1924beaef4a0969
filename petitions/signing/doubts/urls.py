from django.urls import path

from petitions.signing.doubts import views

urlpatterns = [
    path("signatures/one-or-two/<str:token>/", views.one_or_two, name="one-or-two"),
]
