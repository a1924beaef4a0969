from django.urls import path

from testimonies.archive import views

RECORDING = "archive/testimonies/<str:reference>/recordings/<uuid:paper>/"
urlpatterns = [
    path("archive/", views.testimonies, name="archive"),
    path("archive/testimonies/<str:reference>/", views.testimony, name="archive-testimony"),
    path(f"{RECORDING}", views.recording, name="archive-recording"),
    path(f"{RECORDING}said/<slug:language>/", views.said, name="archive-recording-said"),
    path(f"{RECORDING}chapters/", views.chapters, name="archive-recording-chapters"),
    path("archive/operations/", views.operations, name="archive-operations"),
    path("archive/operations/<slug:slug>/", views.operation, name="archive-operation"),
]
