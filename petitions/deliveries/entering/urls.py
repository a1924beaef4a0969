from django.urls import path

from petitions.deliveries.entering import views

urlpatterns = [
    path("institutions/<str:token>/passcode/", views.door, name="desk-door"),
    path("institutions/<str:token>/passcode/send/", views.send_passcode, name="desk-passcode"),
]
