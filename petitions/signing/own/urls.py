from django.urls import path

from petitions.signing.own import views

urlpatterns = [
    path("signatures/mine/", views.mine, name="mine"),
    path("signatures/mine/asked/", views.mine_asked, name="mine-asked"),
    path("signatures/address/<str:token>/", views.confirm_address, name="confirm-address"),
    path("signatures/<slug:reference>/", views.signature, name="signature"),
    path("signatures/<slug:reference>/choices/", views.choices, name="signature-choices"),
    path("signatures/<slug:reference>/address/", views.address, name="signature-address"),
    path("signatures/<slug:reference>/withdraw/", views.withdraw, name="withdraw-signature"),
]
