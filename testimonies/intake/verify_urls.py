from django.urls import path

from testimonies.intake.receipts import views

urlpatterns = [path("verify/", views.verify, name="verify")]
