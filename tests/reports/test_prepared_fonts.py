"""Prepared fonts: punctuation that closes up, made once, the same bytes every time, never in the office's own file."""

import hashlib
import io

import pytest
from fontTools.ttLib import TTFont

from reports import fonts, prepared_fonts
from tests.reports.test_fonts import make_font


@pytest.fixture(scope="module")
def prepared(django_db_blocker):
    return prepared_fonts.font_bytes(fonts.chosen_fonts())


def test_all_text_faces_close_up_punctuation(prepared):
    for address, content in prepared.items():
        with TTFont(io.BytesIO(content), lazy=True) as font:
            tags = {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
        assert "chws" in tags, address


def test_they_are_made_once_and_come_out_the_same(settings, tmp_path, prepared, monkeypatch):
    settings.FONT_CACHE_DIR = tmp_path
    small = tuple(font for font in fonts.chosen_fonts() if font.face.family in (fonts.BODY, "Report Figures"))
    made = prepared_fonts.font_bytes(small)
    assert {hashlib.sha256(c).hexdigest() for c in made.values()} <= {
        hashlib.sha256(c).hexdigest() for c in prepared.values()
    }
    assert len(list(tmp_path.iterdir())) == 2

    def never(*args):
        raise AssertionError

    monkeypatch.setattr(prepared_fonts, "_spaced", never)
    assert prepared_fonts.font_bytes(small) == made


def test_a_folder_that_cannot_be_written_is_said_and_no_fault(settings, tmp_path, prepared, caplog):
    (tmp_path / "file").touch()
    settings.FONT_CACHE_DIR = tmp_path / "file" / "below"
    body = tuple(font for font in fonts.chosen_fonts() if font.face.family == fonts.BODY)
    made = prepared_fonts.font_bytes(body)
    assert made[body[0].path.as_uri()] == prepared[body[0].path.as_uri()]
    assert "处理好的字体存不进" in caplog.text


def test_a_font_it_was_not_made_for_is_used_as_it_is(settings, tmp_path):
    settings.FONT_CACHE_DIR = tmp_path / "cache"
    settings.FONT_DIR = tmp_path / "office"
    settings.FANDOL_DIR = tmp_path / "absent"
    settings.FONT_DIR.mkdir()
    path = make_font(settings.FONT_DIR / "simfang.ttf", "FangSong")
    before = path.read_bytes()
    assert prepared_fonts.font_bytes(fonts.chosen_fonts())[path.as_uri()] == before
    assert path.read_bytes() == before
