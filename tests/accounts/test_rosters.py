"""名册 in the browser's place: taken as a file, changed, brought back, looked at, written on confirmation."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.acting import acting
from accounts.actions.rosters import take_people
from accounts.domain.roster import RosterPerson
from accounts.exchange.roster import DEPARTMENTS, PEOPLE, Roster
from accounts.models import Department, Membership, Region, User
from accounts.roles import Role
from evaluations.models import ChangeLog
from tests.browser.workbook_files import roster
from tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db
URLS = {DEPARTMENTS.title: "/rosters/departments/", PEOPLE.title: "/rosters/people/"}
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.fixture
def region(demo) -> Region:
    return Region.objects.get()


def book(sheet, *rows) -> SimpleUploadedFile:
    """A roster as a person would make it."""
    return SimpleUploadedFile("名册.xlsx", roster(sheet, *rows))


def upload(client: Client, sheet, region: Region, *rows):
    return client.post(URLS[sheet.title], {"region": region.pk, "file": book(sheet, *rows)})


def confirm(client: Client, sheet, preview):
    rows = re.search(r'name="rows" value="([^"]+)"', preview.content.decode()).group(1)
    return client.post(URLS[sheet.title], {"rows": rows})


def test_departments_are_looked_at_then_written_whole(client_of, people, region):
    client, before = client_of("caizheng"), Department.objects.count()
    page = upload(
        client, DEPARTMENTS, region,
        ("105001", "花都区少年宫", "", "105", "否", ""), (105, "花都区教育局", "区教育局", "", "", "是"),
    )  # fmt: skip
    assert (page.status_code, Department.objects.count()) == (200, before)
    assert '新增 <b class="figure">2</b>' in page.content.decode()
    assert confirm(client, DEPARTMENTS, page).status_code == 302
    school, bureau = Department.objects.get(code="105001"), Department.objects.get(code="105")
    assert (school.parent, school.files_report, school.is_active) == (bureau, False, True)
    assert (bureau.short_name, bureau.region) == ("区教育局", region)
    actor = f"user:{people['caizheng'].pk}"
    assert ChangeLog.objects.filter(table_name="accounts_department", actor=actor).count() == 2


def test_the_file_brought_back_as_it_is_changes_nothing(client_of, region):
    for user, sheet in (("caizheng", DEPARTMENTS), ("xitong", PEOPLE)):
        client = client_of(user)
        content = client.get(f"{URLS[sheet.title]}{region.pk}/file/").content
        assert load_workbook(BytesIO(content)).sheetnames[0] == sheet.title
        back = SimpleUploadedFile("名册.xlsx", content)
        page = client.post(URLS[sheet.title], {"region": region.pk, "file": back}).content.decode()
        assert "没有要写入的改动" in page
        assert "确认写入" not in page


def test_every_fault_is_told_with_its_row_and_nothing_is_offered(client_of, region):
    page = upload(
        client_of("caizheng"), DEPARTMENTS, region,
        ("201", "花都区水务局", "", "999", "", ""), ("202", "", "", "", "也许", ""),
    )  # fmt: skip
    assert page.status_code == 422
    text = page.content.decode()
    assert "B3：“全称”不能为空" in text
    assert "E3：“单独填报”只能填：是、否（现为“也许”）" in text
    page = upload(client_of("caizheng"), DEPARTMENTS, region, ("201", "水务局", "", "999", "", ""))
    assert "“部门名册”表第 2 行：没有预算代码为“999”的主管部门" in page.content.decode()
    assert not Department.objects.filter(code__startswith="20").exists()


def test_new_people_log_in_with_their_first_password_and_must_replace_it(client_of, region, settings):
    settings.PASSWORD_HASHERS = ARGON2
    code = Department.objects.first().code
    client = client_of("xitong")
    page = upload(
        client, PEOPLE, region,
        ("huang.xm", "黄小明", "填报人", code, "020-8690", ""), ("huang.xm", "黄小明", "部门负责人", code, "", ""),
        ("he", "何某", "审计员", "", "", ""),
    )  # fmt: skip
    told = confirm(client, PEOPLE, page)
    first = dict(re.findall(r"<th scope=\"row\">([\w.]+)</th>.*?<code>(\w+)</code>", told.content.decode()))
    assert set(first) == {"huang.xm", "he"}
    assert len(set(first.values())) == 2
    assert "no-store" in told.headers["Cache-Control"]
    person = User.objects.get(username="huang.xm")
    assert set(person.memberships.values_list("role", flat=True)) == {Role.PREPARER, Role.LEADER}
    cheap = person.password

    newcomer = Client()
    newcomer.post("/login/", {"username": "huang.xm", "password": first["huang.xm"]})
    person.refresh_from_db()
    assert person.password != cheap, "hashed again, at full cost"
    assert newcomer.get("/").headers["Location"] == reverse("accounts:password_change")
    fields = ("old_password", "new_password1", "new_password2")
    same = newcomer.post(reverse("accounts:password_change"), dict.fromkeys(fields, first["huang.xm"]))
    assert "新密码与原密码相同" in same.content.decode()
    other = "Shui-Lu-7-Hao"
    newcomer.post(
        reverse("accounts:password_change"),
        dict(zip(fields, (first["huang.xm"], other, other), strict=True)),
    )
    assert newcomer.get("/").status_code == 200


def test_a_second_post_of_the_same_confirmation_adds_nobody(client_of, region):
    client = client_of("xitong")
    page = upload(client, PEOPLE, region, ("he", "何某", "审计员", "", "", ""))
    confirm(client, PEOPLE, page)
    again = confirm(client, PEOPLE, page)
    assert again.status_code == 409, "by now it would change nothing, which is shown"
    assert "<code>" not in again.content.decode()
    assert Membership.objects.filter(user__username="he").count() == 1


def test_who_left_cannot_log_in_and_keeps_their_records(client_of, region):
    person = make_person("he", Role.AUDITOR, region=region)
    client, theirs = client_of("xitong"), Client()
    theirs.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert theirs.get("/").status_code == 200
    page = upload(client, PEOPLE, region, ("he", person.name, "审计员", "", "", "否"))
    assert "在用：是 → 否" in page.content.decode()
    confirm(client, PEOPLE, page)
    assert theirs.get("/").status_code == 302
    assert User.objects.filter(username="he", is_active=False).exists()


def test_nobody_switches_off_himself(client_of, region, people):
    row = ("xitong", people["xitong"].name, "系统管理员", "", "", "否")
    page = upload(client_of("xitong"), PEOPLE, region, row)
    assert (page.status_code, "不能停用自己的账号" in page.content.decode()) == (422, True)


def test_what_changed_meanwhile_is_shown_before_it_is_written(client_of, region):
    client = client_of("caizheng")
    page = upload(client, DEPARTMENTS, region, ("301", "花都区气象局", "", "", "", ""))
    make_department(region, "301")
    answer = confirm(client, DEPARTMENTS, page)
    assert answer.status_code == 409
    assert "上传之后名册有变动" in answer.content.decode()
    assert Department.objects.get(code="301").name != "花都区气象局"
    confirm(client, DEPARTMENTS, answer)
    assert Department.objects.get(code="301").name == "花都区气象局"


def test_rows_of_another_person_or_altered_are_not_written(client_of, region):
    page = upload(client_of("caizheng"), DEPARTMENTS, region, ("301", "花都区气象局", "", "", "", ""))
    with acting("tests"):
        other = make_person("guan", Role.MANAGER, region=region)
    theirs = Client()
    theirs.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    for client, answer in ((theirs, confirm(theirs, DEPARTMENTS, page)),):
        assert answer.status_code == 302
        assert "核对已失效" in client.get(URLS[DEPARTMENTS.title]).content.decode()
    assert client_of("caizheng").post(URLS[DEPARTMENTS.title], {"rows": "altered"}).status_code == 302
    assert not Department.objects.filter(code="301").exists()


def test_a_region_that_is_not_ones_own_is_refused(client_of, region):
    with acting("tests"):
        elsewhere = Region.objects.create(code="440103", name="荔湾区")
    client = client_of("caizheng")
    assert client.get(reverse("accounts:departments_file", args=[elsewhere.pk])).status_code == 404
    assert upload(client, DEPARTMENTS, elsewhere, ("1", "某局", "", "", "", "")).status_code == 422
    assert not Department.objects.filter(region=elsewhere).exists()


@pytest.mark.parametrize("name", ["=1+1", "+86", "@x", "＝A1"])
def test_text_stays_text_in_the_file(client_of, region, name):
    make_department(region, "401", name=name)
    content = client_of("caizheng").get(reverse("accounts:departments_file", args=[region.pk])).content
    cells = [cell for row in load_workbook(BytesIO(content))[DEPARTMENTS.title] for cell in row]
    assert [cell.data_type for cell in cells if cell.value == name] == ["s"]


def test_three_hundred_people_take_a_few_queries_each_and_no_costly_hash(
    region, django_assert_max_num_queries
):
    code = Department.objects.first().code
    rows = [RosterPerson(f"ren{number}", "某人", Role.PREPARER, code) for number in range(300)]
    with django_assert_max_num_queries(300 * 7 + 30):
        told = take_people(region=region, rows=rows, by="tests")
    assert len({first.password for first in told}) == 300
    assert Roster(PEOPLE, tuple(rows), tuple(range(2, 302))).placed([(0, "x")]) == ["“人员名册”表第 2 行：x"]


def test_a_file_that_is_too_large_is_not_read(client_of, region):
    file = SimpleUploadedFile("名册.xlsx", b"x" * (5 * 1024 * 1024 + 1))
    answer = client_of("caizheng").post(URLS[DEPARTMENTS.title], {"region": region.pk, "file": file})
    assert answer.status_code == 422
    assert "文件超过 5 MB，不读取。" in answer.content.decode()
