"""The made PDF under the ruler: the demo, a large department, a document with cover and signature; and what turns it red."""

import random
from dataclasses import replace
from datetime import date

import pytest

from reports import typesetting
from reports.domain.assembly import build_report
from reports.domain.document import GAP, Cover, CoverLine, Signature, say
from reports.rendering import to_html, to_pdf
from tests.factories import large_facts, union_facts
from tests.reports.cases import facts_of
from tests.reports.measure import LEFT, RIGHT, SIZE, Measures, measure, text_lines
from tests.reports.ruler import faults

HAN = "工会组织职工服务保障预算绩效管理改革创新发展建设维权引领培训"


def made(facts, **parts) -> Measures:
    """The measures of a submitted report with these parts."""
    report = replace(build_report(facts, is_draft=False, round=1), **parts)
    return measure(to_pdf(to_html(report)))


def with_overview(text: str):
    """The demo's facts with this text about the year's work."""
    facts = union_facts()
    return facts.model_copy(update={"work": facts.work.model_copy(update={"overview": text})})


def tricky_text() -> str:
    """Sentences full of figures, years, amounts, marks and Latin words, the same in every run."""
    dice = random.Random(9704)
    pieces = ["1,057.63万元", "2022年", "100.0%", "花财绩〔2022〕5号", "4月6日", "106名", "≥6,000人次", "第3轮", "98.5个百分点",
              "《预算法》、“三公”", "“十四五”规划", "（见附件1）；", "1,200㎡", "OA系统", "！”", "60%～70%", "12万元"]  # fmt: skip
    lines = []
    for _ in range(40):
        words = ["".join(dice.choices(HAN, k=dice.randint(1, 9))) + dice.choice(pieces) for _ in range(9)]
        lines.append("，".join(words) + "。")
    return "\n".join(lines)


@pytest.mark.parametrize(
    "facts", [union_facts, lambda: large_facts(60, projects=20), lambda: facts_of("poor")]
)
def test_nothing_lies_outside_the_figures(facts):
    found = made(facts())
    assert faults(found) == []
    assert len(list(found.paragraphs())) > 20


def test_figures_marks_and_latin_words_keep_their_places():
    found = made(with_overview(tricky_text()))
    full = [line for paragraph in found.paragraphs() for _, line in paragraph[:-1]]
    assert len(full) > 150
    assert faults(found) == []


def test_a_draft_is_measured_through_its_watermark():
    assert faults(measure(to_pdf(to_html(build_report(union_facts(), is_draft=True, round=0))))) == []


def test_plain_text_fills_28_characters_and_22_lines():
    found = made(with_overview("字" * 28 * 70))
    pages = [[line for line in text_lines(sheet) if set(line.text) == {"字"}] for sheet in found.sheets]
    assert [len(lines) for lines in pages].count(22) == 2
    assert {len(line.text) for lines in pages for line in lines} <= {26, 28, 2}
    assert faults(found) == []


def test_without_justification_the_ruler_says_so(settings):
    settings.REPORT_JUSTIFY = False
    found = faults(made(union_facts()))
    assert len(found) > 20
    assert all("before the right edge" in fault for fault in found)


def test_without_joiners_figures_are_torn_apart(monkeypatch):
    monkeypatch.setattr(typesetting, "with_breaks", lambda text: text)
    found = faults(made(with_overview(tricky_text())))
    assert any("torn apart" in fault for fault in found)


def test_another_page_format_is_seen(monkeypatch):
    css = [path.read_text("utf-8") for path in typesetting_sheets()]
    assert "margin: 37mm 26mm 35mm 28mm" in css[1]
    wrong = css[1].replace("margin: 37mm 26mm 35mm 28mm", "margin: 36mm 26mm 36mm 29mm")
    found = faults(measure(pdf_with(monkeypatch, [css[0], wrong])))
    assert any("left edge" in fault for fault in found)
    assert any("block begins" in fault for fault in found)
    assert any("mm below the block" in fault for fault in found)


def typesetting_sheets():
    from reports.rendering import STYLESHEETS, _css_path  # noqa: PLC0415 - only the control needs them

    return [_css_path(name) for name in STYLESHEETS]


def pdf_with(monkeypatch, sheets):
    """The demo with other style sheets."""
    from weasyprint import CSS  # noqa: PLC0415 - only the control needs it

    right = typesetting._styles

    def wrong(fonts, paths):
        (faces, *_), config = right(fonts, paths)
        return [faces, *(CSS(string=text, font_config=config) for text in sheets)], config

    monkeypatch.setattr(typesetting, "_styles", wrong)
    return to_pdf(to_html(build_report(union_facts(), is_draft=False, round=1)))


COVER = Cover(
    ("部门整体支出绩效自评报告",),
    (CoverLine("评价年度", say("2022年")), CoverLine("单位（公章）", say("广州市花都区总工会")), CoverLine("填报日期", say(GAP))),
    ("广州市花都区财政局制",),
)  # fmt: skip


def test_a_cover_bears_no_number_and_the_body_begins_with_1_on_a_right_hand_page():
    found = made(union_facts(), cover=COVER)
    assert [sheet.number for sheet in found.sheets[:4]] == [0, 0, 1, 2]
    assert [line.text for line in found.sheets[1].lines] == []
    cover = [line.text for line in found.sheets[0].lines]
    assert cover[0] == "部门整体支出绩效自评报告"
    assert cover[-1] == "广州市花都区财政局制"
    assert faults(found) == []


def test_opening_paragraphs_stand_between_title_and_first_chapter():
    opening = (say("按照区财政局通知要求，我单位组织开展自评，现将有关情况报告如下。"),)
    texts = [line.text for line in made(union_facts(), opening=opening).sheets[0].lines]
    assert texts[2].startswith("按照区财政局通知要求")
    assert texts[4] == "一、基本情况"


@pytest.mark.parametrize(
    ("issuer", "name_end", "date_end", "step"),
    [("广州市花都区总工会", 2, None, 2), ("区财政局", None, 2, 2), ("花都区总工会", 2, 0, 2)],
)
def test_name_and_date_without_a_seal(issuer, name_end, date_end, step):
    """Ends in characters from the right edge, and how much further in the date begins."""
    found = made(union_facts(), signature=Signature(issuer, date(2023, 4, 6)))
    lines = [line for sheet in found.sheets for line in sheet.lines if line.text in (issuer, "2023年4月6日")]
    name, dated = [line for line in lines if line.is_body][-2:]
    assert (name.text, dated.text) == (issuer, "2023年4月6日")
    assert abs(dated.x0 - name.x0 - step * SIZE) < 1
    if name_end is not None:
        assert abs(RIGHT - name.x1 - name_end * SIZE) < 2
    if date_end is not None:
        assert abs(RIGHT - dated.x1 - date_end * SIZE) < 2
    above = [
        line for sheet in found.sheets for line in sheet.lines if line.is_body and line.middle < name.middle
    ]
    assert above
    assert name.x0 > LEFT


def test_without_a_date_the_name_stands_alone():
    found = made(union_facts(), signature=Signature("广州市花都区总工会"))
    texts = [line.text for sheet in found.sheets for line in sheet.lines]
    assert texts.count("广州市花都区总工会") >= 1
    assert "年月日" not in texts
