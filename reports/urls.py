"""Addresses of reports."""

from django.urls import path

from reports.views import dossier, issued, report

app_name = "reports"
urlpatterns = [
    path("<int:pk>/", report.preview, name="preview"),
    path("<int:pk>/report.pdf", report.pdf, name="pdf"),
    path("<int:pk>/approve/", issued.approve, name="approve"),
    path("<int:pk>/dossier.zip", dossier.dossier, name="dossier"),
    path("<int:pk>/issued/", issued.issued, name="issued"),
    path("<int:pk>/issued/stamped/<uuid:key>/file/", issued.stamped, name="stamped"),
]
