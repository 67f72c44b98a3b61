from django.urls import path

from . import views

urlpatterns = [
    path("clinics/", views.ClinicListView.as_view(), name="clinic-list"),
    path("clinics/<slug:slug>/", views.ClinicView.as_view(), name="clinic-detail"),
]
