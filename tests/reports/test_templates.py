"""Reports by other templates: the wording of every sentence, covers, openings, own paragraphs, signatures, answers."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from budgets.enums import GROUP_ITEMS, BudgetGroup
from evaluations.actions.reference import FOLDER, template_in
from evaluations.demo.seeding import FILES
from evaluations.demo.seeding import FOLDER as DEMO
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.remarks import AnsweredRemark
from evaluations.domain.report_template import ANNEX_NAMES, PART_NAMES, Annex, AnnexFacts, Part, SentenceFacts
from evaluations.domain.report_text_reading import read_text
from evaluations.domain.report_words import SENTENCE_BY_ID, SENTENCES
from evaluations.domain.review import NO_REVIEW
from evaluations.domain.snapshot import thaw
from evaluations.queries import printed_by
from huadu_perf.lib.values import NOT_APPLICABLE
from reports.domain.assembly import ANNEXES, build_report
from reports.domain.document import Report
from reports.domain.parts import PARTS
from reports.domain.voice import Voice
from tests.evaluations.domain.test_report_text import WHOLE
from tests.reports.cases import NAMES, facts_of, review_of
from tests.reports.test_assembly import capped_and_rescaled

GOLDEN = Path(__file__).parent / "golden"
TEMPLATES = ("huadu-2022-v2", "huadu-2022-v3", "guangdong-county", "hunan-form")
CASES = (*NAMES, *(Path(name).stem for name in FILES))
MARK = re.compile("⟦([^⟧]*)⟧")
REMARKS = (
    AnsweredRemark(
        round=1, where="自评结论", text="请补充依据。", answer_kind="已修改", answer="已补充。\n见附件3。"
    ),
    AnsweredRemark(round=1, where="项目", text="金额与决算不一致。", answer_kind="不修改，说明理由", answer="口径不同。"),
    AnsweredRemark(round=2, where="问题", text="请写明原因。"),
)  # fmt: skip


def template(name: str):
    return template_in(FOLDER / "report_templates" / f"{name}.txt")


def case(name: str) -> EvaluationFacts:
    return facts_of(name) if name in NAMES else thaw((DEMO / f"{name}.json").read_bytes())


def report_of(facts: EvaluationFacts, **more) -> Report:
    return build_report(facts, **{"is_draft": False, "round": 1} | more)


def lines_of(report: Report) -> list[str]:
    """The report without its annexes' tables, a line each."""
    cover = report.cover
    lines = [*(f"{line.label}：{line.words}" for line in cover.lines), *cover.foot] if cover else []
    lines += [report.title, *map(str, report.opening)]
    for chapter in report.chapters:
        lines.append(chapter.heading)
        for part in chapter.parts:
            lines += [*([part.heading] if part.heading else []), *map(str, part.paragraphs)]
    lines += [f"{annex.mark} {annex.title}" for annex in report.annexes]
    signature = report.signature
    return lines + ([signature.issuer, signature.date_words] if signature else [])


def golden_text(name: str) -> str:
    """One template with an ordinary department's report and one of which next to nothing is known."""
    full = report_of(printed_by(facts_of("ordinary"), template(name)), dated=date(2023, 4, 6))
    bare = report_of(printed_by(facts_of("empty"), template(name)), is_draft=True, round=0)
    return "\n".join([*lines_of(full), "", "── 草稿 ──", "", *lines_of(bare)]) + "\n"


@pytest.mark.parametrize("name", TEMPLATES)
def test_shipped_templates_say_what_they_said_before(name):
    assert golden_text(name) == (GOLDEN / f"template-{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("of", CASES)
def test_shipped_templates_print_every_evaluation_without_an_empty_line(name, of):
    for is_draft in (True, False):
        facts = printed_by(case(of), template(name))
        report = build_report(facts, is_draft=is_draft, round=0 if is_draft else 2, remarks=REMARKS)
        text = "\n".join(lines_of(report))
        assert not re.search(r"[{}\[\]⟦〔]|None", text)
        for chapter in report.chapters:
            assert all(part.paragraphs for part in chapter.parts)
            assert all(str(line).strip("。；，： ") for part in chapter.parts for line in part.paragraphs)
        assert all(annex.sheets for annex in report.annexes)


# ── the wording of sentences ─────────────────────────────────────────────────────────────────────────────────────


def marked(facts: EvaluationFacts) -> EvaluationFacts:
    """The facts with a template that marks every sentence with its id."""
    words = tuple(SentenceFacts(id=row.id, words=f"⟦{row.id}⟧{row.words}") for row in SENTENCES)
    return printed_by(facts, facts.campaign.template.model_copy(update={"sentences": words}))


def with_budget(facts: EvaluationFacts, **amounts: object) -> EvaluationFacts:
    """The facts with other amounts of every line of spending."""
    spending = GROUP_ITEMS[BudgetGroup.SPENDING]
    lines = tuple(
        row.model_copy(update=amounts) if row.item in spending else row for row in facts.budget_lines
    )
    return facts.model_copy(update={"budget_lines": lines})


def variants() -> list[tuple[EvaluationFacts, dict]]:
    """Facts that between them have every sentence said."""
    full, poor, empty = map(facts_of, NAMES)
    nature = full.profile.model_copy(update={"nature": "是区委主管的部门"})
    whole = full.profile.model_copy(update={"nature": f"{full.department.name}是群团组织"})
    executed = full.finance.model_copy(update={"execution_reason": "已按进度执行。"})
    ones = tuple(row.model_copy(update={"self_score": row.points}) for row in full.indicators)
    nothing = {"adjusted_amount": NOT_APPLICABLE, "executed_amount": NOT_APPLICABLE}
    unfunded = full.projects[0].model_copy(update=nothing)
    more, less, same = (
        with_budget(full, executed_amount=Decimal(now), last_year_amount=Decimal(2)) for now in (3, 1, 2)
    )
    return [
        (full, {"review": review_of("ordinary")}),
        (poor, {"is_draft": True}),
        (empty, {"is_draft": True}),
        (capped_and_rescaled(full), {}),
        (full.model_copy(update={"profile": nature, "finance": executed}), {}),
        (
            full.model_copy(
                update={
                    "profile": whole,
                    "indicators": ones,
                    "projects": (),
                    "project_indicators": (),
                    "evidence": (),
                }
            ),
            {},
        ),
        (more, {}),
        (less, {}),
        (same, {}),
        (with_budget(full, adjusted_amount=Decimal(0), executed_amount=Decimal(0)), {}),
        (full.model_copy(update={"projects": (unfunded,)}), {}),
        (empty.model_copy(update={"tasks": ()}), {}),
    ]


def test_a_template_may_word_every_sentence_anew():
    said: set[str] = set()
    for facts, more in variants():
        text = "\n".join(lines_of(report_of(marked(facts), **more)))
        said |= set(MARK.findall(text))
        assert MARK.sub("", text) == "\n".join(lines_of(report_of(facts, **more)))
    assert said == set(SENTENCE_BY_ID)


def test_only_what_a_template_words_is_worded_by_it():
    sentences = (SentenceFacts(id="conclusion.score", words="{部门}得{得分}，{等级}[，按{工作通知}]"),)
    facts = facts_of("ordinary")
    template = facts.campaign.template.model_copy(update={"sentences": sentences})
    conclusion = str(report_of(printed_by(facts, template)).chapters[1].parts[0].paragraphs[-1])
    assert conclusion.startswith("广州市花都区总工会得96分，优。扣分指标3个，共扣4分：")


def test_what_has_no_value_is_marked_and_an_optional_piece_without_one_is_left_out():
    voice = Voice(common={"部门": "甲", "工作通知": None})
    assert str(voice.said("{部门}[按{工作通知}]报送{工作通知}{报送日期}")) == "甲报送未填写未填写"
    assert voice.said("{工作通知}").has_gaps
    assert str(voice.said("{没有的}")) == "未填写"
    assert str(voice.said("破{的")) == "破{的"


def test_figures_are_written_as_the_words_around_them_ask():
    facts = facts_of("ordinary")
    text = WHOLE.replace(
        "本节由固定文字和系统内容组成。",
        "支出{支出合计}，即{支出合计}元，{三级指标数}项指标，{等级}，{编制人数}。",
    )
    report = report_of(printed_by(facts, read_text(text)))
    assert [str(line) for line in report.chapters[0].parts[1].paragraphs] == [
        "支出1,057.63万元，即10,576,300元，8项指标，优，16人。",
        "另起一段，执行率100.0%。",
    ]


def test_braces_in_what_people_typed_stay_as_they_are():
    facts = facts_of("ordinary")
    department = facts.department.model_copy(update={"name": "{年度}[甲]办公室"})
    report = report_of(facts.model_copy(update={"department": department}))
    assert report.title.startswith("{年度}[甲]办公室2022年")


# ── cover, opening, signature ────────────────────────────────────────────────────────────────────────────────────


def test_cover_opening_and_signature_of_a_template():
    facts = printed_by(facts_of("ordinary"), read_text(WHOLE))
    report = report_of(facts, dated=date(2023, 4, 6))
    assert [(line.label, str(line.words)) for line in report.cover.lines] == [
        ("评价年度", "2022"),
        ("联系人", ""),
    ]
    assert report.cover.foot == ("广州市花都区财政局（制）",)
    assert report.cover.title_lines == report.title_lines
    assert [str(line) for line in report.opening] == ["本单位开展自评。"]
    assert (report.signature.issuer, report.signature.date_words) == ("广州市花都区总工会", "2023年4月6日")
    campaign = facts.campaign.model_copy(update={"notice": "《自评工作通知》（花财绩〔2023〕1号）"})
    told = report_of(facts.model_copy(update={"campaign": campaign}))
    assert str(told.opening[0]) == "按照《自评工作通知》（花财绩〔2023〕1号），本单位开展自评。"


def test_a_draft_has_no_date_and_its_cover_leaves_the_line_to_be_filled_in():
    facts = printed_by(facts_of("ordinary"), template("guangdong-county"))
    for more in ({"is_draft": True, "dated": date(2023, 4, 6)}, {"dated": None}):
        report = report_of(facts, **more)
        assert (report.signature.issuer, report.signature.date_words) == ("广州市花都区总工会", "")
        assert [str(line.words) for line in report.cover.lines] == ["2022", "广州市花都区总工会", ""]
    dated = report_of(facts, dated=date(2023, 4, 6))
    assert str(dated.cover.lines[2].words) == "2023年4月6日"


def test_templates_from_before_have_neither():
    report = report_of(facts_of("ordinary"), dated=date(2023, 4, 6))
    assert (report.cover, report.opening, report.signature) == (None, (), None)


# ── 审核意见答复表 ───────────────────────────────────────────────────────────────────────────────────────────────


def answers(remarks, **more):
    facts = facts_of("ordinary")
    annexes = (AnnexFacts(kind=Annex.ANSWERS, title="审核意见答复表"),)
    told = printed_by(facts, facts.campaign.template.model_copy(update={"annexes": annexes}))
    return report_of(told, remarks=remarks, review=NO_REVIEW, **more).annexes[0].sheets


def test_remarks_stand_by_round_with_their_answers():
    (sheet,) = answers(REMARKS)
    assert [table.caption for table in sheet.tables] == ["第1轮审核意见（2条）", "第2轮审核意见（1条）"]
    rows = [
        [[str(line) for line in cell.lines] for cell in row.cells]
        for table in sheet.tables
        for row in table.rows
    ]
    assert rows == [
        [["1"], ["自评结论"], ["请补充依据。"], ["已修改"], ["已补充。", "见附件3。"]],
        [["2"], ["项目"], ["金额与决算不一致。"], ["不修改"], ["口径不同。"]],
        [["1"], ["问题"], ["请写明原因。"], ["未填写"], ["未填写"]],
    ]
    for table in sheet.tables:
        assert sum(table.widths) == 100
        assert len(table.widths) == len(table.head)


def test_a_first_round_says_that_there_were_none():
    (sheet,) = answers(())
    assert (sheet.tables, [str(line) for line in sheet.above]) == ((), ["本次报送前没有审核意见。"])


def test_every_part_and_annex_has_its_name_in_texts_and_its_maker():
    assert set(PART_NAMES.values()) == set(PARTS) == set(Part) - {Part.TEXT}
    assert set(ANNEX_NAMES.values()) == set(Annex) == {*ANNEXES, Annex.ANSWERS, Annex.HISTORY}
