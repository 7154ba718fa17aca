"""Addresses of reports."""

from django.urls import path

from reports.views import dossier, formats, issued, report

app_name = "reports"
urlpatterns = [
    path("<int:pk>/", report.preview, name="preview"),
    path("<int:pk>/report.pdf", report.pdf, name="pdf"),
    path("<int:pk>/report.docx", formats.docx, name="docx"),
    path("<int:pk>/report.xlsx", formats.xlsx, name="xlsx"),
    path("<int:pk>/report.json", formats.interchange, name="json"),
    path("<int:pk>/approve/", issued.approve, name="approve"),
    path("<int:pk>/dossier.zip", dossier.dossier, name="dossier"),
    path("<int:pk>/issued/", issued.issued, name="issued"),
    path("<int:pk>/issued/stamped/<uuid:key>/file/", issued.stamped, name="stamped"),
]
