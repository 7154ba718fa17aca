"""Which font file serves which role of the report: an office's own faces, then Fandol, then Noto."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont, TTLibError

SUFFIXES = {".ttf", ".otf", ".ttc"}


@dataclass(frozen=True)
class Face:
    """A role in the page format of GB/T 9704. `office` are the internal names of the faces people know."""

    family: str
    label: str
    office: tuple[str, ...]
    fandol: str
    noto: str


#: The CSS families report.css names first; in a browser they do not exist and the local names behind them apply.
FACES = (
    Face("Report Title", "小标宋", ("方正小标宋", "fzxiaobiaosong", "小标宋"), "FandolSong-Bold.otf", "NotoSerifSC-Regular.otf"),
    Face("Report Fang", "仿宋", ("仿宋", "fangsong", "fang song"), "FandolFang-Regular.otf", "NotoSerifSC-Regular.otf"),
    Face("Report Kai", "楷体", ("楷体", "kaiti", "simkai"), "FandolKai-Regular.otf", "NotoSerifSC-Regular.otf"),
    Face("Report Hei", "黑体", ("simhei", "黑体"), "FandolHei-Regular.otf", "NotoSansSC-Regular.otf"),
    Face("Report Song", "宋体", (), "", "NotoSerifSC-Regular.otf"),
)  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """The file that serves a role."""

    face: Face
    path: Path
    is_stand_in: bool


def chosen_fonts() -> tuple[Chosen, ...]:
    """The font file of every role, looked up anew only when the folders change."""
    return _choose(
        settings.FONT_DIR, settings.FANDOL_DIR, _stamp(settings.FONT_DIR), _stamp(settings.FANDOL_DIR)
    )


def font_face_css(fonts: tuple[Chosen, ...]) -> str:
    """@font-face rules with file addresses; every family's stack in report.css ends in Report Song."""
    return "\n".join(
        f'@font-face {{ font-family: "{font.face.family}"; src: url("{font.path.as_uri()}"); }}'
        for font in fonts
    )


def missing_fonts_notice() -> str:
    """What to do about roles served by a stand-in; empty when every role has its face."""
    labels = [font.face.label for font in chosen_fonts() if font.is_stand_in]
    if not labels:
        return ""
    return (
        f"没有找到报告所用的{'、'.join(labels)}字体，暂以思源宋体、思源黑体代替。"
        f"请把单位已有的字体文件放入 {settings.FONT_DIR}，或把 Fandol 字体放入 {settings.FANDOL_DIR}。"
    )


@cache
def _choose(office: Path, fandol: Path, office_stamp: object, fandol_stamp: object) -> tuple[Chosen, ...]:
    names = {path: _names(path) for path in _font_files(office)}
    return tuple(_choose_one(face, names, fandol) for face in FACES)


def _choose_one(face: Face, names: dict[Path, str], fandol: Path) -> Chosen:
    for path, text in names.items():
        if any(word in text for word in face.office):
            return Chosen(face, path, is_stand_in=False)
    if face.fandol and (fandol / face.fandol).is_file():
        return Chosen(face, fandol / face.fandol, is_stand_in=False)
    return Chosen(face, _noto_dir() / face.noto, is_stand_in=bool(face.fandol))


def _font_files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)


def _names(path: Path) -> str:
    """Family, full and PostScript names inside the file, in lower case; empty for a file that is no font."""
    try:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            return " ".join(
                str(record) for record in font["name"].names if record.nameID in (1, 4, 6, 16)
            ).lower()
    except (TTLibError, OSError, KeyError, UnicodeDecodeError, AssertionError):
        return ""


def _stamp(folder: Path) -> object:
    return tuple((path.name, path.stat().st_mtime_ns) for path in _font_files(folder))


def _noto_dir() -> Path:
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("pylopdf_fonts_zh_cn")
    return Path(spec.origin).parent
