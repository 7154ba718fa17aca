"""Addresses of reports."""

from django.urls import path

from reports.views import changes, report

app_name = "reports"
urlpatterns = [
    path("<int:pk>/", report.preview, name="preview"),
    path("<int:pk>/report.pdf", report.pdf, name="pdf"),
    path("<int:pk>/changes/", changes.changes, name="changes"),
    path("<int:pk>/changes.pdf", changes.changes_pdf, name="changes_pdf"),
]
