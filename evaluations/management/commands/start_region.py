"""Begins a real installation: reference data, a region, and its first two accounts."""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.actions.regions import RegionRefused, start_region
from evaluations.actions.reference import load_all_reference_data

BY = "start_region"


class Command(BaseCommand):
    """`start_region 440114 广州市花都区 --manager caizheng:陈思远 --system-admin guanli:梁志明`: without any demo data."""

    help = "新建一个财政区划：装入随附的指标体系和报告模板，建立管理员和系统管理员两个账号并给出初始密码。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The region, and its first people."""
        parser.add_argument("code", metavar="区划代码")
        parser.add_argument("name", metavar="区划名称")
        for option, role in (("--manager", "财政绩效管理员"), ("--system-admin", "系统管理员")):
            parser.add_argument(
                option, required=True, type=_person, metavar="用户名:姓名", help=f"{role}，如 wang:王某"
            )
        parser.add_argument(
            "--contact", default=("", "", ""), type=_contact, metavar="股室:姓名:电话",
            help="财政联系人，登录页和第一个年度任务用它，如 绩效评价股:黄某:020-12345678",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes all of it or nothing."""
        with transaction.atomic():
            load_all_reference_data(by=BY)
            try:
                told = start_region(
                    code=options["code"], name=options["name"], manager=options["manager"],
                    system_admin=options["system_admin"], by=BY, contact=options["contact"],
                )  # fmt: skip
            except RegionRefused as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"已建立{options['name']}。初始密码只显示这一次，登录后须另设密码：")
        for role, first in zip(("财政绩效管理员", "系统管理员"), told, strict=True):
            self.stdout.write(f"  {role}：{first.username}（{first.name}）　{first.password}")
        self.stdout.write(
            "下一步：管理员登录，在“基础数据”导入部门名册；系统管理员登录，在“账号管理”导入人员名册。"
        )


def _person(text: str) -> tuple[str, str]:
    """`user name:name`, the colon of either width."""
    username, _, name = (part.strip() for part in text.replace("：", ":").partition(":"))
    if not username or not name:
        raise ArgumentTypeError(f"“{text}”应写成 用户名:姓名，如 chen:陈某")
    return username, name


def _contact(text: str) -> tuple[str, str, str]:
    """`office:person:telephone`, the colons of either width; the name may be left empty."""
    parts = tuple(part.strip() for part in text.replace("：", ":").split(":"))
    if len(parts) != 3 or not (parts[0] or parts[1]) or not parts[2]:
        raise ArgumentTypeError(f"“{text}”应写成 股室:姓名:电话，如 绩效评价股:黄某:020-12345678")
    return parts
