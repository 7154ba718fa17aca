"""Addresses of reports."""

from django.urls import path

from reports.views import report, templates

app_name = "reports"
urlpatterns = [
    path("templates/<int:pk>/", templates.template_preview, name="template_preview"),
    path("<int:pk>/", report.preview, name="preview"),
    path("<int:pk>/report.pdf", report.pdf, name="pdf"),
]
