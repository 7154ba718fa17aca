"""Bound numbers: shown as official prose writes them, judged as their values, never lost and never an empty gap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.domain.checks.numbers import numbers_agree, tokens_resolve
from evaluations.domain.numbers import (
    Book,
    State,
    bind,
    compare,
    find_mentions,
    known_values,
    missing_tokens,
    resolve,
    tokens_in,
)
from evaluations.domain.scoring import score
from huadu_perf.lib.findings import Place, Severity
from huadu_perf.lib.values import plain_text
from tests.factories import key, union_facts

UNION = union_facts()
BOOK = Book(known_values(UNION, score(UNION)))
VALUES = BOOK.tokens
NARRATIVE = Place("conclusion", field="narrative")
PROJECT = UNION.projects[0].key
SATISFIED = next(row.key for row in UNION.indicators if row.name == "参训职工满意度")
LOST = f"«项目:{key('删去的项目')}.执行数»"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("支出«支出合计»。", "支出1,057.63万元。"),
        ("支出«支出合计»万元。", "支出1,057.63万元。"),
        ("支出«支出合计» 万元。", "支出1,057.63 万元。"),
        ("支出«支出合计»\n万元。", "支出1,057.63\n万元。"),
        ("支出«支出合计»元。", "支出10,576,300元。"),
        ("支出«支出合计»亿元。", "支出0.105763亿元。"),
        ("支出«支出合计»万，收入", "支出1,057.63万，收入"),
        ("支出￥«支出合计»整", "支出￥10,576,300整"),
        ("«支出合计»元旦前付清", "1,057.63万元元旦前付清"),
        ("政府性基金«政府性基金预算支出.全年执行数»", "政府性基金0万元"),
        (f"人均«项目:{PROJECT}.单价»", "人均0.10万元"),
        (f"单价«项目:{PROJECT}.单价»/人", "单价0.10万元/人"),
        ("执行率«执行率»，", "执行率100.0%，"),
        ("执行率«执行率»%，", "执行率100.0%，"),
        ("执行率«执行率»％，", "执行率100.0％，"),
        ("提高«执行率»个百分点", "提高100.0个百分点"),
        ("达到百分之«执行率»。", "达到百分之100.0。"),
        (f"满意度«指标:{SATISFIED}.实际完成值»", "满意度93.5%"),
        ("得分«自评总分»，", "得分96分，"),
        ("得分«自评总分»分，", "得分96分，"),
        ("得分«自评总分»分别报送", "得分96分分别报送"),
        ("共«重点任务项目数»，", "共1个，"),
        ("共«重点任务项目数»个项目", "共1个项目"),
        ("共«重点任务项目数»项目", "共1个项目"),
        ("共«三级指标数»项指标", "共15项指标"),
        ("编制«编制人数»，", "编制20人，"),
        ("编制«编制人数»人，", "编制20人，"),
        ("编制«编制人数»名，", "编制20名，"),
        ("«在职人数»人员", "19名人员"),
        (f"慰问«项目:{PROJECT}.数量»劳模", "慰问106名劳模"),
        (f"慰问«项目:{PROJECT}.数量»名劳模", "慰问106名劳模"),
        (f"慰问«项目:{PROJECT}.数量»余名劳模", "慰问106余名劳模"),
        ("等级«等级»。", "等级优。"),
        ("«评价年度»全年", "2022年全年"),
        ("«评价年度»年度", "2022年度"),
        ("«执行率»", "100.0%"),
        ("«执行率»«自评总分»", "100.0%96分"),
        ("第一行«执行率»\n«自评总分»\n", "第一行100.0%\n96分\n"),
        ("第一行«执行率»\r\n第二行", "第一行100.0%\r\n第二行"),
        ("««执行率»»", "«100.0%»"),
        ("«没有写完，«执行率»", "«没有写完，100.0%"),
        ("«执行\n率»", "«执行\n率»"),
        ("没有", "没有"),
        ("«»", "«»"),
        ("«执行数率»", "〔失效的数：执行数率〕"),
        (f"执行{LOST}。", "执行〔失效的数：项目.执行数〕。"),
    ],
)
def test_tokens_are_shown_as_prose_writes_them(text, shown):
    assert resolve(text, VALUES) == shown


def test_tokens_are_found_in_place():
    text = "支出«支出合计»，«乱»与«没有写完\n«执行率»"
    assert [(text[start:end], token) for start, end, token in tokens_in(text)] == [
        ("«支出合计»", "«支出合计»"), ("«乱»", "«乱»"), ("«执行率»", "«执行率»"),
    ]  # fmt: skip
    assert missing_tokens(text + "«乱»", VALUES) == ["«乱»"]


def test_every_known_value_has_a_shown_form():
    for token in VALUES:
        assert resolve(token, VALUES).strip()
        assert "«" not in resolve(token, VALUES)


@pytest.mark.parametrize(
    ("text", "covered", "bound"),
    [
        ("支出1,057.63万元。", "1,057.63万元", "支出«支出合计»。"),
        ("支出1,057.63\n万元。", "1,057.63\n万元", "支出«支出合计»。"),
        ("支出１，０５７．６３万元。", "１，０５７．６３万元", "支出«支出合计»。"),
    ],
)
def test_binding_replaces_the_number_with_its_unit(text, covered, bound):
    (mention,) = find_mentions(text)
    assert mention.text == covered
    assert bind(text, mention.start, mention.end, "«支出合计»") == bound
    assert resolve(bound, VALUES) == "支出1,057.63万元。"


@pytest.mark.parametrize("token", [*[*VALUES][:12], f"«项目:{PROJECT}.执行数»"])
def test_a_token_survives_storing(token):
    text = f"前\r\n{token}\u200b\n后"
    assert tokens_in(plain_text(text))[0][2] == token
    assert plain_text(token) == token


# ------------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("text", "judged"),
    [
        ("支出合计«支出合计»，执行率«执行率»。", []),
        ("支出合计«支出合计»，执行率98%。", ["98%"]),
        ("执行率«执行率»，支出合计1,075.63万元", ["1,075.63万元"]),
        ("«编制人数»人编制，在职18人。", ["18人"]),
        ("一级指标«一级指标数»个、二级指标4个、三级指标«三级指标数»个。", ["4个"]),
        ("年初预算数、全年预算数分别为«支出合计.年初预算数»和1,057.36万元。", ["1,057.36万元"]),
        (f"劳动模范春节慰问经费执行数«项目:{PROJECT}.执行数»，自评得分98分。", ["98分"]),
        ("执行率«执行率»\r\n\r\n，支出合\r\n计1,075.63\r\n万元。", ["1,075.63\r\n万元"]),
        ("执行率«执行率»，支出合计１，０７５．６３万元。", ["１，０７５．６３万元"]),
        (f"执行数{LOST}，支出合计1,075.63万元。", ["1,075.63万元"]),
        ("«没有写完，支出合计1,075.63万元。", ["1,075.63万元"]),
    ],
)
def test_typed_numbers_beside_tokens_are_still_judged(text, judged):
    wrong = [v.mention for v in compare(text, BOOK, NARRATIVE) if v.state == State.CONTRADICTS]
    assert [mention.text for mention in wrong] == judged
    assert all(text[mention.start : mention.end] == mention.text for mention in wrong)


def test_tokens_themselves_are_no_mentions():
    text = f"支出«支出合计»、«项目:{PROJECT}.执行数»，编制20人。"
    assert [mention.text for mention in find_mentions(text)] == ["20人"]
    assert text[find_mentions(text)[0].start :] == "20人。"
    assert [v.mention.text for v in compare(text, BOOK, NARRATIVE)] == ["20人"]


PIECES = st.sampled_from(
    [*[*VALUES][:30], LOST, "«", "»", "«乱»", "支出合计", "执行率", "20人", "1,075.63", "万元", "98%", "，", "。", "\r\n", "\n", " ", "个", "分", "年", "３", "约"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
def test_offsets_are_those_of_the_stored_text(text):
    spans = [(start, end) for start, end, _ in tokens_in(text)]
    for verdict in compare(text, BOOK, NARRATIVE):
        mention = verdict.mention
        assert text[mention.start : mention.end] == mention.text
        assert not any(start < mention.end and mention.start < end for start, end in spans)
    for mention in find_mentions(text):
        assert text[mention.start : mention.end] == mention.text
    assert missing_tokens(resolve(text, VALUES), VALUES) == [] or "«" in resolve(text, VALUES)


# ------------------------------------------------------------------- the rule


def gone(text):
    stated = union_facts(conclusion=UNION.conclusion.model_copy(update={"narrative": text}))
    return list(tokens_resolve.findings(stated, score(stated)))


def test_a_token_without_a_source_is_an_error_that_names_it_without_its_key():
    (finding,) = gone(f"执行数{LOST}，执行率«执行率»。")
    assert (finding.code, finding.severity, finding.place) == ("D9", Severity.ERROR, NARRATIVE)
    assert "“项目.执行数”" in finding.message
    assert "已删除" in finding.message
    assert str(key("删去的项目")) not in finding.message
    assert "改绑" in finding.fix


def test_an_empty_figure_and_an_unknown_name_are_named_as_people_see_them():
    empty = UNION.projects[0].model_copy(update={"quantity": None})
    text = f"慰问«项目:{empty.key}.数量»劳模，«项目:没有这个.执行数»。"
    stated = union_facts(
        projects=(empty,), conclusion=UNION.conclusion.model_copy(update={"narrative": text})
    )
    first, second = tokens_resolve.findings(stated, score(stated))
    assert "“项目:劳动模范春节慰问经费.数量”" in first.message
    assert "还没有填" in first.message
    assert "“项目:没有这个.执行数”" in second.message


def test_texts_without_missing_tokens_have_no_finding():
    assert gone("支出«支出合计»，执行率100%。") == []


def test_messages_show_values_not_tokens():
    text = f"该项目执行«项目:{PROJECT}.执行数»，支出合计1,075.63万元"
    stated = union_facts(
        conclusion=UNION.conclusion.model_copy(update={"narrative": f"{text}，执行率«执行率»且自评95分。"})
    )
    for finding in numbers_agree.findings(stated, score(stated)):
        assert "«" not in finding.message
