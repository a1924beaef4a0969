from django.urls import path

from testimonies.letters import views

urlpatterns = [
    path("", views.inbox, name="local-mail"),
    path("<slug:name>/", views.message, name="local-mail-message"),
]
