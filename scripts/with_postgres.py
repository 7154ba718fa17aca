"""Run a command on a PostgreSQL of its own: python scripts/with_postgres.py -- COMMAND...

A new cluster in a temporary folder, reached only through a socket in that folder, so it needs no free port,
no password and nothing of the system's own cluster. DATABASE_URL names it; it is gone when the command ends.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INITDB = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
# No network; and nothing waits for the disk, because nothing here has to survive a power cut.
OPTIONS = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
DATABASE = "huadu_perf"


def main(command: list[str]) -> int:
    if not command:
        raise SystemExit("✗ 用法：python scripts/with_postgres.py -- 命令……")
    exit_on_signals()
    with cluster() as url:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


def exit_on_signals() -> None:
    """Leave through every `finally`, and without a traceback, whichever way a run is ended from outside."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: sys.exit(128 + received))


def postgres_binaries() -> Path | None:
    """The folder of the newest PostgreSQL server here."""
    installed = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if installed:
        return max(installed, key=lambda path: float(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster, give its DATABASE_URL, and remove it whatever happens."""
    binaries = postgres_binaries()
    if binaries is None:
        raise SystemExit("✗ 没有找到 PostgreSQL 服务器程序（Debian 软件包 postgresql）。")
    folder = Path(tempfile.mkdtemp(prefix="huadu_pg_", dir="/tmp"))  # a socket's path must be short
    try:
        run_as = unprivileged_user()
        if run_as:
            shutil.chown(folder, **run_as)

        def server(program: str, *arguments: str) -> None:
            command = [binaries / program, *arguments]
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, **run_as)

        data = f"--pgdata={folder}/data"
        server("initdb", data, *INITDB)
        server("pg_ctl", "start", data, f"--log={folder}/log", f"--options={OPTIONS} -k {folder}")
        try:
            server("createdb", f"--host={folder}", "--username=postgres", DATABASE)
            yield f"postgres://postgres@/{DATABASE}?host={folder}"
        finally:
            server("pg_ctl", "stop", data, "--mode=immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged_user() -> dict[str, str]:
    """PostgreSQL refuses to run as root: then it runs as the user its package made."""
    return {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]))
