"""The wording of sentences as data: placeholders, optional pieces, and what a wording may not leave out."""

import re
from pathlib import Path

import pytest

from evaluations.domain.numbers.known import known_values
from evaluations.domain.report_words import (
    COMMON,
    FIGURES,
    SENTENCE_BY_ID,
    SENTENCE_BY_NAME,
    SENTENCES,
    Optional,
    Slot,
    faults_of,
    pieces_of,
    sentence_faults,
    typed,
)
from evaluations.domain.scoring import score
from tests.reports.cases import NAMES, facts_of

CODE = Path(__file__).resolve().parents[3] / "reports" / "domain"


def test_every_shipped_sentence_is_sound_and_named_once():
    assert len(SENTENCE_BY_ID) == len(SENTENCE_BY_NAME) == len(SENTENCES)
    assert {row.id: sentence_faults(row, row.words) for row in SENTENCES} == {row.id: [] for row in SENTENCES}
    for row in SENTENCES:
        assert not re.search("[：:]", row.name), row.name


def test_every_shipped_sentence_is_said_somewhere_and_no_other():
    """The ids in the code are those of the file."""
    code = "".join(path.read_text("utf-8") for path in CODE.glob("*.py"))
    said = set(re.findall(r'"((?:[a-z_]+\.[a-z_]+)|missing)"', code))
    assert said == set(SENTENCE_BY_ID)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_department_has_its_placeholder(name):
    facts = facts_of(name)
    tokens = {known.token.strip("«»") for known in known_values(facts, score(facts))}
    assert {token for token in tokens if ":" not in token} <= FIGURES


def test_words_are_cut_into_text_placeholders_and_optional_pieces():
    assert pieces_of("得分{得分}[（满分{满分}分）]。") == (
        "得分", Slot("得分"), Optional(("（满分", Slot("满分"), "分）")), "。",
    )  # fmt: skip
    assert pieces_of("{department}{ year }年") == (Slot("部门"), Slot("年度"), "年")
    assert pieces_of("") == ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("得{得分", "“{”没有对应的“}”"),
        ("得分}", "“}”前面没有“{”"),
        ("[a{部门}", "“[”没有对应的“]”"),
        ("a]", "“]”前面没有“[”"),
        ("[a[{部门}]]", "方括号里不能再有方括号"),
        ("[满分]", "方括号里没有占位"),
        ("{}", "“{}”里没有写名称"),
        ("{部们}", "不认识占位 {部们}"),
        ("{等级}{执行率}{“三公”经费合计.执行率}{基本支出.全年执行数}", ""),
    ],
)
def test_what_is_wrong_with_words_is_said(words, said):
    assert [said] == [fault[: len(said)] for fault in faults_of(words)] if said else faults_of(words) == []


def test_all_unknown_placeholders_are_told_each_once():
    assert len(faults_of("{甲}{乙}{甲}{部门}")) == 2


@pytest.mark.parametrize(
    ("id", "words", "said"),
    [
        (
            "conclusion.score",
            "得{分数}",
            "不认识占位 {分数}，请核对名称或删去；这里可用 {年度}、{得分}、{满分}、{等级}",
        ),
        ("conclusion.score", "得分{得分}", "缺少 {等级}：报告不能漏掉这一项，请加上"),
        ("goal_results.item", "{完成情况}（{目标}）", "{完成情况} 可能有好几段，要放在句子最后，请移到末尾"),
        ("goal_results.item", "{目标}", "缺少 {完成情况}"),
        ("duties.lead", " ", "句子是空的"),
    ],
)
def test_a_wording_may_not_lose_what_the_sentence_is_for(id, words, said):
    faults = sentence_faults(SENTENCE_BY_ID[id], words)
    assert len(faults) == 1
    assert faults[0].startswith(said)


def test_chinese_keyboards_and_tokens_are_understood():
    assert typed("｛部门｝［a］«执行率»") == "{部门}[a]{执行率}"
    assert "部门" in COMMON
