"""Addresses of reports."""

from django.urls import path

from reports.views import report

app_name = "reports"
urlpatterns = [
    path("<int:pk>/", report.preview, name="preview"),
    path("<int:pk>/report.pdf", report.pdf, name="pdf"),
]
