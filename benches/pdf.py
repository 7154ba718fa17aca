"""PDFs: the demo report warm and in-process against other tools, large reports, pages, batches, memory."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from pypdf import PdfReader

from benches import Row, bench, cold_and_warm, median_seconds, not_measured, seconds
from benches.typst_source import typst_source
from evaluations.demo.seeding import FOLDER
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.snapshot import thaw
from reports.batch import render_all
from reports.domain.assembly import build_report
from reports.domain.document import Report
from reports.fonts import chosen_fonts, font_face_css
from reports.rendering import to_html, to_pdf
from reports.word import to_docx

DEMO = FOLDER / "union-2022.json"
TIMES, TYPST_TIMES = 5.0, 4.0
LARGE_SECONDS, STEEPER, SPEEDUP = 1.5, 1.25, 1.8
CHROMIUM_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
    "--allow-file-access-from-files",
)  # fmt: skip
TYPST_ONCE = """
import sys, time, typst
fonts = typst.Fonts(include_system_fonts=False, font_paths=sys.argv[2:])
start = time.perf_counter()
typst.Compiler(sys.argv[1], font_paths=fonts).compile(format="pdf")
print(time.perf_counter() - start)
"""


@bench
def pdf_of_the_demo_report() -> Iterator[Row]:
    """Our own time, and how many times longer the others take."""
    report = _report(_facts())
    html = to_html(report)
    cold, warm = cold_and_warm(lambda: to_pdf(html), repeat=9)
    yield Row("示例报告 PDF（本进程）", f"{warm:.2f} 秒", f"首次 {cold:.2f} 秒，{_pages(to_pdf(html))} 页")
    with tempfile.TemporaryDirectory() as folder:
        yield _chromium(html, folder, warm)
        yield _office(report, folder, warm)
        yield _typst(report, folder, warm)


@bench
def pdf_of_large_reports() -> Iterator[Row]:
    """100 indicators, and whether a page costs the same in a long report."""
    html = to_html(_report(_with_indicators(100)))
    to_pdf(html)
    warm = median_seconds(lambda: to_pdf(html))
    yield Row(
        "100 个指标的报告 PDF",
        f"{warm:.2f} 秒",
        f"{_pages(to_pdf(html))} 页",
        f"≤ {LARGE_SECONDS} 秒",
        warm <= LARGE_SECONDS,
    )
    short, long = _cost_of_a_page(20), _cost_of_a_page(60)
    ratio = long / short
    yield Row(
        "60 页的报告，每页用时",
        f"{long * 1000:.0f} 毫秒",
        f"20 页时的 {ratio:.2f} 倍",
        f"≤ {STEEPER} 倍",
        ratio <= STEEPER,
    )


@bench
def pdf_of_a_batch() -> Iterator[Row]:
    """100 reports by one process and by two."""
    html = to_html(_report(_facts()))
    to_pdf(html)
    with tempfile.TemporaryDirectory() as folder:
        jobs = [(Path(folder) / f"{number}.pdf", html) for number in range(100)]
        one, two = (seconds(lambda count=count: list(render_all(jobs, count))) for count in (1, 2))
    yield Row("100 份报告，一个进程", f"{one:.1f} 秒")
    yield Row(
        "100 份报告，两个进程",
        f"{two:.1f} 秒",
        f"快 {one / two:.2f} 倍",
        f"≥ {SPEEDUP} 倍",
        one / two >= SPEEDUP,
    )


@bench
def memory_of_a_pdf() -> Iterator[Row]:
    """The most memory a process had that made one report and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "manage.py",
            "render_report",
            str(DEMO),
            "--round",
            "1",
            "-o",
            f"{folder}/made.pdf",
        ]
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    yield Row("示例报告 PDF，内存峰值", f"{usage.ru_maxrss / 1024:.0f} MB", "整个进程，含 50 MB 字体")


def _facts() -> EvaluationFacts:
    return thaw(DEMO.read_text("utf-8"))


def _report(facts: EvaluationFacts) -> Report:
    return build_report(facts, is_draft=False, round=1)


def _with_indicators(count: int) -> EvaluationFacts:
    from tests.factories import large_facts  # noqa: PLC0415 - imports models, which need Django set up

    return large_facts(count)


def _pages(content: bytes) -> int:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        return len(PdfReader(file).pages)


def _cost_of_a_page(pages: int) -> float:
    """Seconds a page of a report with about so many; text and tables grow alike."""
    facts = _facts()
    work = facts.work.model_copy(update={"overview": "\n".join([facts.work.overview] * (pages * 4))})
    html = to_html(_report(facts.model_copy(update={"work": work})))
    made = _pages(to_pdf(html))
    return median_seconds(lambda: to_pdf(html), repeat=3) / made


def _chromium(html: str, folder: str, warm: float) -> Row:
    name = "同一 HTML、同样字体由无界面 Chromium 打印"
    chromium = shutil.which("chromium-headless-shell")
    if not chromium:
        return not_measured(name, "chromium-headless-shell")
    page = Path(folder) / "report.html"
    faces = f"<style>{font_face_css(chosen_fonts())}</style></head>"  # this machine has no Chinese fonts of its own
    page.write_text(html.replace("</head>", faces), "utf-8")
    command = [chromium, *CHROMIUM_FLAGS, f"--user-data-dir={folder}/profile",
               f"--print-to-pdf={folder}/chromium.pdf", page.as_uri()]  # fmt: skip
    return _compared(name, command, warm)


def _office(report: Report, folder: str, warm: float) -> Row:
    name = "我们的 DOCX 由 LibreOffice 转换"
    office = shutil.which("soffice")
    if not office:
        return not_measured(name, "soffice")
    document = Path(folder) / "report.docx"
    document.write_bytes(to_docx(report))
    command = [office, "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "pdf",
               "--outdir", folder, str(document)]  # fmt: skip
    return _compared(name, command, warm)


def _compared(name: str, command: list[str], ours: float) -> Row:
    def run() -> None:
        subprocess.run(command, check=True, capture_output=True, timeout=300)

    run()
    theirs = median_seconds(run, repeat=3)
    ratio = theirs / ours
    return Row(name, f"{theirs:.2f} 秒", f"是我们的 {ratio:.1f} 倍", f"≥ {TIMES:.0f} 倍", ratio >= TIMES)


def _typst(report: Report, folder: str, ours: float) -> Row:
    """Compiled once in a process of its own, as a second time it would remember the first; fonts are loaded before."""
    source, fonts = Path(folder) / "report.typ", sorted({str(font.path.parent) for font in chosen_fonts()})
    source.write_text(typst_source(report), "utf-8")

    def once() -> float:
        command = [sys.executable, "-c", TYPST_ONCE, str(source), *fonts]
        return float(subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout)

    theirs = statistics.median(once() for _ in range(5))
    ratio = ours / theirs
    return Row(
        "同样文字由 Typst 编译", f"{theirs:.2f} 秒", f"我们用 {ratio:.1f} 倍时间",
        f"≤ {TYPST_TIMES:.0f} 倍", ratio <= TYPST_TIMES,
    )  # fmt: skip
