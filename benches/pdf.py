"""The demo report as PDF, warm and in-process, against Chromium printing the same HTML and LibreOffice converting a DOCX."""

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from benches import Row, bench, cold_and_warm, median_seconds, not_measured
from evaluations.demo.seeding import FOLDER
from evaluations.domain.snapshot import thaw
from reports.domain.assembly import build_report
from reports.rendering import to_html, to_pdf

GOAL = 5.0
CHROMIUM_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
)  # fmt: skip


@bench
def pdf_of_the_demo_report() -> Iterator[Row]:
    """Our own time, and how many times longer the others take."""
    facts = thaw((FOLDER / "union-2022.json").read_text("utf-8"))
    html = to_html(build_report(facts, is_draft=False, round=1))
    cold, warm = cold_and_warm(lambda: to_pdf(html), repeat=7)
    yield Row("示例报告 PDF（本进程）", f"{warm:.2f} 秒", f"首次 {cold:.2f} 秒")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(html, "utf-8")
        chromium = shutil.which("chromium")
        if chromium:
            command = [chromium, *CHROMIUM_FLAGS, f"--user-data-dir={folder}/profile",
                       f"--print-to-pdf={folder}/chromium.pdf", page.as_uri()]  # fmt: skip
            yield _compared("同一 HTML 由无界面 Chromium 打印", command, warm)
        else:
            yield not_measured("同一 HTML 由无界面 Chromium 打印", "chromium")
        office = shutil.which("soffice")
        if office:
            document = Path(folder) / "report.docx"
            document.write_bytes(_docx(html))
            command = [office, "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "pdf",
                       "--outdir", folder, str(document)]  # fmt: skip
            yield _compared("同样文字的 DOCX 由 LibreOffice 转换", command, warm)
        else:
            yield not_measured("同样文字的 DOCX 由 LibreOffice 转换", "soffice")


def _compared(name: str, command: list[str], ours: float) -> Row:
    def run() -> None:
        subprocess.run(command, check=True, capture_output=True, timeout=300)

    run()
    theirs = median_seconds(run, repeat=3)
    ratio = theirs / ours
    return Row(name, f"{theirs:.2f} 秒", f"是我们的 {ratio:.1f} 倍", f"≥ {GOAL:.0f} 倍", ratio >= GOAL)


def _docx(html: str) -> bytes:
    """The smallest Word file with the report's text, a paragraph a block."""
    from django.utils.html import strip_tags  # noqa: PLC0415 - only this comparison needs it

    paragraphs = "".join(
        f"<w:p><w:r><w:t>{escape(line.strip())}</w:t></w:r></w:p>"
        for line in strip_tags(html).splitlines()
        if line.strip()
    )
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{types}"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relation}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{namespace}"><w:body>{paragraphs}</w:body></w:document>',
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return content.getvalue()
