"""The bell of the top bar."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from evaluations.inbox import is_told, unread_count

register = template.Library()


@register.inclusion_tag("components/inbox.html", takes_context=True)
def inbox(context: Context) -> dict[str, Any]:
    """消息 with the number of unread ones; nothing for whoever is never told anything."""
    rights = getattr(context.get("request"), "rights", None)
    if rights is None or not is_told(rights):
        return {}
    url, unread_url = (reverse(f"evaluations:{name}") for name in ("messages", "messages_unread"))
    here = context["request"].path == url
    return {"url": url, "unread_url": unread_url, "unread": unread_count(rights), "here": here}
