"""Where providers send people back to: one address each, without a language, named by allauth."""

from django.urls import path

from petitions.signing.eid import views

urlpatterns = [
    path("<slug:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
