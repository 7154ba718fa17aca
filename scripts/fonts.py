"""Fandol, the free 仿宋 and 楷体 of the reports: taken out of a Debian package without installing TeX.

The Noto faces that stand in for missing characters come from pip (pylopdf-fonts-zh-cn).
"""

import subprocess
import tarfile
import tempfile
from pathlib import Path

from scripts.console import say, warn

PACKAGE = "texlive-lang-chinese"
FONTS = (
    "FandolFang-Regular.otf",
    "FandolKai-Regular.otf",
    "FandolHei-Regular.otf",
    "FandolSong-Regular.otf",
    "FandolSong-Bold.otf",
)
LICENCE = ("README", "COPYING.gz")  # GPL with the font exception: they stay beside the fonts
# apt as it is set up here, but without its own user _apt, who may not write where we download to,
# and without long waits where there is no network.
APT = ("apt-get", "-q", "-oAPT::Sandbox::User=root", "-oAcquire::http::Timeout=20", "-oAcquire::Retries=1")


def ensure_fandol(target: Path) -> None:
    """Put the fonts into `target`; without them reports come out in Noto, so a failure only warns."""
    if all((target / name).is_file() for name in FONTS):
        return
    say("正在取仿宋、楷体字体（Fandol，约 49 MB）……")
    target.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            extract(download(Path(scratch)), target)
    except (OSError, subprocess.SubprocessError, tarfile.TarError) as error:
        warn(
            f"没有取到 Fandol 字体（{error}）。系统照常可用，报告暂用 Noto 宋体、黑体排版；"
            f"联网后再执行 make setup，或把 {FONTS[0]} 等文件放进 {target}。"
        )


def download(scratch: Path) -> Path:
    """Fetch the .deb; if apt knows no package lists yet, make private ones, which needs no root."""
    try:
        apt(scratch, "download", PACKAGE)
    except OSError:
        (scratch / "state/lists/partial").mkdir(parents=True)
        (scratch / "cache/archives/partial").mkdir(parents=True)
        private = (f"-oDir::State::lists={scratch}/state/lists", f"-oDir::Cache={scratch}/cache")
        apt(scratch, *private, "update")
        apt(scratch, *private, "download", PACKAGE)
    return next(scratch.glob(f"{PACKAGE}_*.deb"))


def apt(cwd: Path, *arguments: str) -> None:
    done = subprocess.run([*APT, *arguments], cwd=cwd, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise OSError(done.stderr.strip().splitlines()[-1])


def extract(package: Path, target: Path) -> None:
    """Take the fonts and their licence out of the package, reading it once from front to back."""
    wanted = {f"fandol/{name}" for name in FONTS + LICENCE}
    unpack = ["dpkg-deb", "--fsys-tarfile", package]
    with (
        subprocess.Popen(unpack, stdout=subprocess.PIPE) as process,
        tarfile.open(fileobj=process.stdout, mode="r|") as archive,
    ):
        for member in archive:
            path = Path(member.name)
            if member.isfile() and f"{path.parent.name}/{path.name}" in wanted:
                write_whole(target / path.name, archive.extractfile(member).read())
    absent = [name for name in FONTS if not (target / name).is_file()]
    if absent:
        raise OSError(f"软件包里没有 {'、'.join(absent)}")


def write_whole(path: Path, content: bytes) -> None:
    """A file under its final name is always a whole one, also after Ctrl-C."""
    draft = path.with_suffix(path.suffix + ".part")
    draft.write_bytes(content)
    draft.replace(path)
