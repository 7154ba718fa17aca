"""Many reports at once: this process reads and writes the HTML, others make the PDFs, as layout uses one core only."""

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path

import django

from reports.rendering import RenderingFailed, to_pdf

#: A file to write and the HTML it is made of.
Job = tuple[Path, str]
#: The file, and why there is none; empty when there is.
Result = tuple[Path, str]
#: Jobs waiting per process: enough to keep it busy, not all the HTML of a region in memory.
WAITING = 4


def render_all(jobs: Iterable[Job], processes: int) -> Iterator[Result]:
    """Writes the PDF of every job, each whole or not at all; results come as they are done.

    A report that cannot be made does not stop the others.
    """
    if processes < 2:
        yield from map(_render, jobs)
        return
    context = multiprocessing.get_context("spawn")  # a forked one would share connections and font maps
    with ProcessPoolExecutor(processes, mp_context=context, initializer=django.setup) as pool:
        waiting: set[Future[Result]] = set()
        for job in jobs:
            waiting.add(pool.submit(_render, job))
            if len(waiting) >= WAITING * processes:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        yield from (future.result() for future in waiting)


def write_whole(path: Path, content: bytes) -> None:
    """Whole or not at all: a broken run leaves the old file as it was."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        scratch.write_bytes(content)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def _render(job: Job) -> Result:
    path, html = job
    try:
        write_whole(path, to_pdf(html))
    except RenderingFailed as failure:
        return path, str(failure)
    except OSError as error:
        return path, unwritten(path, error)
    return path, ""


def unwritten(path: Path, error: OSError) -> str:
    """Why a file is not there, in words."""
    return f"写不了文件 {path}：{error.strerror}。"
