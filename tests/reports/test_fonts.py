"""Faces: an office's own by the names inside the files, then Fandol, then Noto."""

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont

from reports import fonts, prepared_fonts


def make_font(path: Path, family: str) -> Path:
    """A font with one glyph and this name; the file may be called anything."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": fonts_glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0)})
    builder.setupHorizontalHeader(ascent=859, descent=-141)
    builder.setupNameTable({"familyName": {"en": family, "zh": family}, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


def fonts_glyph():
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # noqa: PLC0415

    return TTGlyphPen(None).glyph()


@pytest.fixture()
def folders(settings, tmp_path):
    settings.FONT_DIR = tmp_path / "office"
    settings.FANDOL_DIR = tmp_path / "fandol"
    settings.FONT_CACHE_DIR = tmp_path / "cache"
    settings.FONT_DIR.mkdir()
    settings.FANDOL_DIR.mkdir()
    return settings.FONT_DIR, settings.FANDOL_DIR


def by_label():
    return {font.face.family: font for font in fonts.chosen_fonts()}


@pytest.mark.parametrize(
    ("family", "role"),
    [
        ("方正小标宋简体", "Report Title"),
        ("FZXiaoBiaoSong-B05S", "Report Title"),
        ("仿宋_GB2312", "Report Fang"),
        ("FangSong", "Report Fang"),
        ("楷体_GB2312", "Report Kai"),
        ("KaiTi", "Report Kai"),
        ("SimHei", "Report Hei"),
        ("黑体", "Report Hei"),
    ],
)
def test_office_fonts_are_known_by_their_inner_names(folders, family, role):
    path = make_font(folders[0] / "abc.TTF", family)
    chosen = by_label()
    assert chosen[role].path == path
    assert chosen[role].is_office
    assert [name for name, font in chosen.items() if font.path == path] == [role]


def test_without_any_font_noto_stands_in_and_the_notice_says_so(folders):
    assert all(font.path.name.startswith("Noto") for font in fonts.chosen_fonts())
    notice = fonts.missing_fonts_notice()
    assert "小标宋、仿宋、楷体、黑体" in notice
    assert str(folders[0]) in notice


def test_fandol_counts_as_found(folders):
    for face in fonts.FACES:
        if face.fandol:
            (folders[1] / face.fandol).touch()
    assert fonts.missing_fonts_notice() == ""


def test_a_broken_file_is_passed_over(folders):
    (folders[0] / "broken.ttf").write_bytes(b"no font")
    (folders[0] / "readme.txt").write_text("no font", "utf-8")
    assert not any(font.is_office for font in fonts.chosen_fonts())


def test_a_new_font_is_seen_without_a_restart(folders):
    assert not by_label()["Report Fang"].is_office
    make_font(folders[0] / "simfang.ttf", "FangSong")
    assert by_label()["Report Fang"].is_office


def test_missing_folders_are_no_fault(settings, tmp_path):
    settings.FONT_DIR = tmp_path / "absent"
    settings.FANDOL_DIR = tmp_path / "absent"
    assert fonts.chosen_fonts()


def test_office_fonts_are_used_unchanged_and_set_the_line(folders):
    path = make_font(folders[0] / "simfang.ttf", "FangSong")
    chosen = fonts.chosen_fonts()
    files = prepared_fonts.font_bytes(chosen)
    assert files[path.as_uri()] == path.read_bytes()
    song = by_label()["Report Song"].path
    copy = folders[0].parent / "song.otf"
    copy.write_bytes(files[song.as_uri()])
    with TTFont(copy) as font:
        assert (font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap) == (859, -141, 0)


def test_font_faces_name_every_family():
    css = fonts.font_face_css(fonts.chosen_fonts())
    assert css.count("@font-face") == len(fonts.FACES)
    assert css.count('url("file:///') == len(fonts.FACES)
