"""Font files as the report needs them: punctuation that closes up, one line height. Made once, then kept in a folder."""

import asyncio
import hashlib
import logging
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from django.conf import settings
from east_asian_spacing import Builder
from fontTools.ttLib import TTFont

from reports.fonts import BODY, LATIN, Chosen

logger = logging.getLogger(__name__)

#: Part of every name in the folder: a new way of making them makes new files.
MADE_BY = f"1 east-asian-spacing {version('east-asian-spacing')} fonttools {version('fonttools')}"
#: What the tools raise for a font they were not made for; it is then used as it is.
UNSUITABLE = (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, TypeError, ValueError)


def font_bytes(fonts: tuple[Chosen, ...]) -> dict[str, bytes]:
    """The prepared files by the address of the font they were made from.

    All get the OpenType feature `chws` (neighbouring punctuation marks close up); nobody's own file is changed.
    Free faces that stand in one line with the body face take its line height: then a line with figures or rare
    characters is no higher than the others, and 22 lines fill the page.
    """
    body = next(font for font in fonts if font.face.family == BODY)
    height = _line_height(body.path)
    return {font.path.as_uri(): _kept(font, height if font.needs_fitting else None) for font in fonts}


def _line_height(path: Path) -> tuple[float, float]:
    with TTFont(path, fontNumber=0, lazy=True) as font:
        em, hhea = font["head"].unitsPerEm, font["hhea"]
        return hhea.ascent / em, -hhea.descent / em


def _kept(chosen: Chosen, height: tuple[float, float] | None) -> bytes:
    """The prepared file out of the folder; made and put there when it is not there yet."""
    source = chosen.path.read_bytes()
    name = hashlib.sha256(f"{MADE_BY} {height} {chosen.has_latin}".encode() + source).hexdigest()[:32]
    kept = Path(settings.FONT_CACHE_DIR) / (name + chosen.path.suffix.lower())
    if kept.is_file():
        return kept.read_bytes()
    made = _spaced(_fitted(source, chosen.has_latin, height) if height else source, chosen.path)
    _keep(kept, made)
    return made


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all. A folder that cannot be written costs time at each start, nothing else."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        logger.warning(
            "处理好的字体存不进 %s（%s），每次启动都要重新处理，约多用五秒。", path.parent, error.strerror
        )


def _fitted(source: bytes, has_latin: bool, height: tuple[float, float]) -> bytes:
    with TTFont(BytesIO(source), lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        above, below = (round(part * font["head"].unitsPerEm) for part in height)
        font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = above, -below, 0
        metrics = font["OS/2"]
        metrics.sTypoAscender, metrics.sTypoDescender, metrics.sTypoLineGap = above, -below, 0
        metrics.usWinAscent, metrics.usWinDescent = above, below
        if not has_latin:
            for table in font["cmap"].tables:
                table.cmap = {code: name for code, name in table.cmap.items() if code not in LATIN}
        made = BytesIO()
        font.save(made, reorderTables=None)
    return made.getvalue()


def _spaced(source: bytes, path: Path) -> bytes:
    """The font with `chws`, or as it was when that cannot be made."""
    try:
        with tempfile.TemporaryDirectory(prefix="huadu-font-") as folder:
            scratch = Path(folder) / f"font{path.suffix.lower()}"
            scratch.write_bytes(source)
            with ThreadPoolExecutor(1) as pool:  # whoever calls may have an event loop of their own
                pool.submit(asyncio.run, _add_spacing(scratch)).result()
            return scratch.read_bytes()
    except UNSUITABLE as error:
        logger.warning("字体 %s 的标点不能压缩（%s），按原样使用。", path.name, error)
        return source


async def _add_spacing(path: Path) -> None:
    builder = Builder(path)
    await builder.build()
    if builder.has_spacings:
        for font in builder.font.fonts_in_collection or (builder.font,):
            font.ttfont.recalcTimestamp = False  # the same font gives the same bytes on any day
        builder.font.save(path)
