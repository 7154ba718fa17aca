"""Addresses of reports."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("<int:pk>/", views.preview, name="preview"),
    path("<int:pk>/report.pdf", views.pdf, name="pdf"),
]
