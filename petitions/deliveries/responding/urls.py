from django.urls import path

from petitions.deliveries.responding import views

PLACE = "institutions/<str:token>/<uuid:reference>"
urlpatterns = [
    path(f"{PLACE}/count/", views.count, name="desk-count"),
    path(f"{PLACE}/question/", views.ask, name="desk-ask"),
    path(f"{PLACE}/signed/", views.countersigned, name="desk-countersigned"),
    path(f"{PLACE}/document/", views.attach, name="desk-document"),
    path(f"{PLACE}/answer/", views.tell, name="desk-tell"),
]
