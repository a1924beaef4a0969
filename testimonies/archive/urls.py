from django.urls import path

from testimonies.archive import views

urlpatterns = [
    path("archive/", views.testimonies, name="archive"),
    path("archive/testimonies/<str:reference>/", views.testimony, name="archive-testimony"),
    path("archive/operations/", views.operations, name="archive-operations"),
    path("archive/operations/<slug:slug>/", views.operation, name="archive-operation"),
]
