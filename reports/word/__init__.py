"""A report as a Word file: the only place that knows python-docx. `document` lays it out, `package` makes the file."""

from reports.word.document import to_docx

__all__ = ("to_docx",)
