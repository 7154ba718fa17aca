"""Prints the demo accounts."""

from typing import Any

from django.core.management.base import BaseCommand

from evaluations.demo.accounts import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    """`demo_accounts`: who can log in to the demo, and what each is for."""

    help = "列出演示账号和用途。"

    def handle(self, *args: Any, **options: Any) -> None:
        """One line an account."""
        self.stdout.write(f"演示账号（密码都是 {PASSWORD}）：")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.username:<14}{account.name}　{account.purpose}")
