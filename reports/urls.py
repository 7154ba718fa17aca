"""Addresses of reports."""

from django.urls import path

from reports.views import changes, dossier, formats, handbook, issued, report, rollup, templates

app_name = "reports"
urlpatterns = [
    path("templates/<int:pk>/", templates.template_preview, name="template_preview"),
    path("handbook/<int:pk>/", handbook.handbook, name="handbook"),
    path("handbook/<int:pk>/handbook.pdf", handbook.handbook_pdf, name="handbook_pdf"),
    path("rollup/<int:pk>/", rollup.rollup, name="rollup"),
    path("rollup/<int:pk>/reports.zip", rollup.reports_zip, name="reports_zip"),
    path("rollup/<int:pk>/rollup.pdf", rollup.rollup_pdf, name="rollup_pdf"),
    path("rollup/<int:pk>/rollup.docx", rollup.rollup_docx, name="rollup_docx"),
    path("rollup/<int:pk>/rollup.xlsx", rollup.rollup_xlsx, name="rollup_xlsx"),
    path("<int:pk>/", report.preview, name="preview"),
    path("<int:pk>/report.pdf", report.pdf, name="pdf"),
    path("<int:pk>/changes/", changes.changes, name="changes"),
    path("<int:pk>/changes.pdf", changes.changes_pdf, name="changes_pdf"),
    path("<int:pk>/report.docx", formats.docx, name="docx"),
    path("<int:pk>/report.xlsx", formats.xlsx, name="xlsx"),
    path("<int:pk>/report.json", formats.interchange, name="json"),
    path("<int:pk>/approve/", issued.approve, name="approve"),
    path("<int:pk>/dossier.zip", dossier.dossier, name="dossier"),
    path("<int:pk>/issued/", issued.issued, name="issued"),
    path("<int:pk>/issued/stamped/<uuid:key>/file/", issued.stamped, name="stamped"),
]
