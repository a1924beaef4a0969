from django.urls import path

from petitions.signing.news import views

urlpatterns = [path("news/stop/<str:token>/", views.no_more_news, name="no-more-news")]
