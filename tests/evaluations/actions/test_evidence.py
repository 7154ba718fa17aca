"""Evidence: what is kept, what is refused, and that a refusal leaves nothing behind."""

import hashlib
import io
import struct
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from PIL import Image

from accounts.acting import acting
from evaluations.actions import evidence as actions
from evaluations.actions.evidence import add_evidence, describe_evidence, remove_evidence
from evaluations.actions.holding import EvaluationLocked
from evaluations.domain.file_types import FileRefused
from evaluations.models import Campaign, Evidence, SectionState, SelfEvaluation
from evaluations.queries import load_facts
from tests.evaluations.domain.test_file_types import HTML, PDF, PNG
from tests.factories import key, make_evaluation, union_facts

pytestmark = pytest.mark.django_db
Add = Callable[..., Evidence]


@pytest.fixture
def evaluation(campaign: Campaign) -> SelfEvaluation:
    return make_evaluation(campaign, "999001", union_facts(evidence=()))


@pytest.fixture
def add(evaluation: SelfEvaluation, people) -> Add:
    """Adds a good PDF, with changes."""

    def adding(**changes: Any) -> Evidence:
        given = {
            "name": "总结.pdf",
            "content": PDF,
            "title": "年度总结",
            "kind": "summary",
            "dated": date(2022, 12, 30),
        }
        return add_evidence(evaluation=evaluation, by=people["zhengxie"], **given | changes)

    return adding


@pytest.fixture
def stored(media: Path) -> Callable[[], set[Path]]:
    return lambda: {path for path in media.rglob("*") if path.is_file()}


def test_a_file_is_kept_under_a_generated_name_with_its_hash(add, evaluation, media):
    piece = add()
    assert (piece.file_name, piece.title, piece.size, piece.content_type) == (
        "总结.pdf",
        "年度总结",
        len(PDF),
        "application/pdf",
    )
    assert piece.sha256 == hashlib.sha256(PDF).hexdigest()
    path = Path(piece.file.path)
    assert path.read_bytes() == PDF
    assert path.is_relative_to(media)
    assert "总结" not in piece.file.name and len(path.name) == 32
    assert [fact.key for fact in load_facts(evaluation).evidence] == [piece.key]
    state = SectionState.objects.get(evaluation=evaluation, section="evidence")
    assert (state.version, state.edited_by.username) == (2, "zhengxie")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\Users\\x\\a.pdf", "a.pdf"), ("a\x00b.pdf", "ab.pdf"), ("\u202efdp.a.pdf", "fdp.a.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"), ("CON.pdf", "CON.pdf"), ("a/b/c.pdf", "c.pdf"), (" x.pdf ", "x.pdf"),
        ("<b>.pdf", "<b>.pdf"), ("'; DROP TABLE--.pdf", "'; DROP TABLE--.pdf"),
    ],
)  # fmt: skip
def test_names_are_data_only(add, name, kept):
    piece = add(name=name, title="")
    assert (piece.file_name, piece.title) == (kept, kept.removesuffix(".pdf"))
    assert set(Path(piece.file.name).name) <= set("0123456789abcdef")


@pytest.mark.parametrize("name", ["", "..", "/", "\x00"])
def test_a_name_that_is_none_is_no_type(add, name):
    with pytest.raises(FileRefused, match="格式不能上传"):
        add(name=name)


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is large; its first line is enough to say so."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 9))
        + chunk(b"IEND", b"")
    )


def jpeg() -> bytes:
    saved = io.BytesIO()
    Image.new("RGB", (64, 64)).save(saved, "JPEG")
    return saved.getvalue()


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.html", HTML, "格式不能上传"), ("a.pdf", HTML, "内容不是 PDF"), ("a.pdf", b"", "空文件"), ("a.png", PDF, "内容不是 PNG"),
        ("a.png", bomb(20_000, 20_000), "像素太多"), ("a.png", bomb(50_001, 1_000), "50001×1000 像素"),
        ("a.png", bomb(2**31 - 1, 2**31 - 1), "像素太多"), ("a.png", bomb(10_000, 10_000), "10000×10000 像素"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + HTML, "打不开"), ("a.png", PNG[:-20], "打不开"), ("a.jpg", b"\xff\xd8\xff" + HTML, "打不开"),
        ("a.jpg", jpeg()[:60], "打不开"), ("a.png", PNG.replace(b"IDAT", b"IDAX"), "打不开"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_good_file_is_refused_and_not_left_behind(add, evaluation, stored, name, content, reason):
    before = stored()
    with pytest.raises(FileRefused, match=reason):
        add(name=name, content=content)
    assert stored() == before
    assert SectionState.objects.get(evaluation=evaluation, section="evidence").version == 1
    assert not Evidence.objects.filter(evaluation=evaluation).exists()


def test_size_is_limited_to_the_byte(add, settings):
    settings.EVIDENCE_MAX_BYTES = len(PDF)
    add()
    settings.EVIDENCE_MAX_BYTES = len(PDF) - 1
    with pytest.raises(FileRefused, match="超过每个文件 0 MB"):
        add(content=PDF, name="b.pdf")


def test_the_number_of_files_is_limited(add, settings, stored):
    settings.EVIDENCE_MAX_FILES = 2
    for number in range(2):
        add(content=PDF + b"%d" % number)
    before = stored()
    with pytest.raises(FileRefused, match="已有 2 个文件，到了上限"):
        add(content=PDF + b"2")
    assert stored() == before


def test_the_same_content_twice_is_refused_with_the_title_it_has(add, evaluation, stored):
    add()
    before = stored()
    with pytest.raises(FileRefused, match="与已上传的“年度总结”内容相同"):
        add(name="另一名.pdf")
    assert (stored(), Evidence.objects.filter(evaluation=evaluation).count()) == (before, 1)


def test_another_evaluation_may_have_the_same_file(add, people, returned):
    first = add()
    second = add_evidence(
        evaluation=returned,
        name="总结.pdf",
        content=PDF,
        title="",
        kind="summary",
        dated=None,
        by=people["canlian"],
    )
    assert (first.sha256, second.title) == (second.sha256, "总结")
    assert first.file.name != second.file.name


def test_links_go_to_own_items_of_the_third_level_only(add, evaluation, returned, people):
    mine, theirs = load_facts(evaluation), load_facts(returned)
    leaf = mine.scored_indicators()[0].key
    piece = add(
        indicators=[leaf, mine.indicators[0].key, theirs.scored_indicators()[0].key, uuid4()],
        projects=[mine.projects[0].key, theirs.projects[0].key, uuid4()],
    )
    (fact,) = load_facts(evaluation).evidence
    assert (fact.indicators, fact.projects) == ((leaf,), (mine.projects[0].key,))
    describe_evidence(
        evaluation=evaluation, key=piece.key, title="新名", kind="survey", dated=None, by=people["zhengxie"],
        indicators=[theirs.scored_indicators()[0].key], projects=[theirs.projects[0].key], sample_size=400,
    )  # fmt: skip
    (fact,) = load_facts(evaluation).evidence
    assert fact.sample_size == 400
    assert (fact.title, fact.kind, fact.dated, fact.indicators, fact.projects) == (
        "新名",
        "survey",
        "",
        (),
        (),
    )


def test_evidence_of_another_evaluation_is_neither_described_nor_removed(add, returned, people):
    piece = add()
    with pytest.raises(Evidence.DoesNotExist):
        describe_evidence(
            evaluation=returned,
            key=piece.key,
            title="x",
            kind="other",
            dated=None,
            by=people["canlian"],
            indicators=[],
            projects=[],
        )
    remove_evidence(evaluation=returned, key=piece.key, by=people["canlian"])
    piece.refresh_from_db()
    assert piece.title == "年度总结"


def test_what_is_removed_leaves_the_list_and_keeps_its_bytes_for_the_log(add, evaluation, people):
    piece = add(indicators=[load_facts(evaluation).scored_indicators()[0].key])
    remove_evidence(evaluation=evaluation, key=piece.key, by=people["zhengxie"])
    assert load_facts(evaluation).evidence == ()
    assert Path(piece.file.path).read_bytes() == PDF


def test_pieces_stand_in_the_order_in_which_they_came(add, evaluation, people):
    pieces = [add(content=PDF + b"%d" % number, title=f"{number}") for number in range(3)]
    remove_evidence(evaluation=evaluation, key=pieces[1].key, by=people["zhengxie"])
    add(content=PDF + b"9", title="9", key=key("定"))
    facts = load_facts(evaluation).evidence
    assert ([fact.title for fact in facts], facts[-1].key) == (["0", "2", "9"], key("定"))


def test_a_failed_save_leaves_no_file(add, evaluation, stored):
    first = add()
    before = stored()
    with pytest.raises(IntegrityError):
        add(content=PDF + b"1", key=first.key)
    assert stored() == before
    assert [piece.pk for piece in Evidence.objects.filter(evaluation=evaluation)] == [first.pk]


def test_a_failed_link_leaves_no_file(add, stored):
    before = stored()
    with pytest.raises(ValidationError):
        add(indicators=["no key"])
    assert stored() == before


@pytest.mark.parametrize("which", ["approved"])
def test_a_locked_evaluation_takes_gives_and_changes_nothing(request, people, which, stored):
    locked = request.getfixturevalue(which)
    before, files = load_facts(locked), stored()
    piece = before.evidence[0]
    common = {"evaluation": locked, "by": people["gonghui"]}
    with pytest.raises(EvaluationLocked):
        add_evidence(name="a.pdf", content=PDF, title="", kind="other", dated=None, **common)
    with pytest.raises(EvaluationLocked):
        describe_evidence(
            key=piece.key, title="x", kind="other", dated=None, indicators=[], projects=[], **common
        )
    with pytest.raises(EvaluationLocked):
        remove_evidence(key=piece.key, **common)
    assert (load_facts(locked), stored()) == (before, files)


def test_system_jobs_leave_no_editor(evaluation):
    with acting("tests"):
        add_evidence(
            evaluation=evaluation, name="a.pdf", content=PDF, title="", kind="other", dated=None, by="seed"
        )
    assert SectionState.objects.get(evaluation=evaluation, section="evidence").edited_by is None
    assert actions.MAX_PIXELS == 50_000_000


def test_a_store_that_takes_nothing_is_said_and_no_row_is_left(add, evaluation, settings, tmp_path):
    """The disk is full, or its folder is somebody else's."""
    (tmp_path / "media").write_bytes(b"no folder")
    settings.MEDIA_ROOT = str(tmp_path / "media")
    with pytest.raises(FileRefused, match="没有存下：磁盘已满或不能写入"):
        add()
    assert not Evidence.objects.filter(evaluation=evaluation).exists()


def test_a_piece_without_its_file_gets_it_by_another_upload(add):
    """Listed by an interchange file, or lost by the store: it was refused as one that is there already."""
    piece = add(title="总结", indicators=[key("一个")])
    piece.file.storage.delete(piece.file.name)
    again = add(name="另存.pdf", title="")
    assert (again.pk, again.title, again.file_name) == (piece.pk, "总结", "另存.pdf")
    assert again.file.read() == PDF
    with pytest.raises(FileRefused, match="与已上传的“总结”内容相同"):
        add()
