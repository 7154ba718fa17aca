"""Every page in every state: no fault axe finds, no sideways scrolling, everything reached by keyboard."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from accounts.models import User
from evaluations.models import SelfEvaluation
from tests.browser import scenes
from tests.browser.desk import Desk

AXE = Axe()
QUIET, CONTRAST = {"resultTypes": ["violations"]}, "color-contrast"
#: What this worker has judged already.
SEEN_LOOKS: set[str] = set()
#: Marks one visible text of each look that is not among those seen: its colour, size, weight, and all that lies behind it.
MARK_NEW_LOOKS = """(seen) => {
  const known = new Set(seen), found = [];
  const ground = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      const layer = `${style.backgroundColor} ${style.backgroundImage} ${style.opacity} ${style.position}`;
      if (layer !== "rgba(0, 0, 0, 0) none 1 static") layers.push(layer);
      if (/^rgb\\(/.test(style.backgroundColor)) break;
    }
    return layers.join(" < ");
  };
  for (const marked of document.querySelectorAll("[data-new-look]")) delete marked.dataset.newLook;
  for (const element of document.querySelectorAll("body *")) {
    const says = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!(says || element.value || element.placeholder) || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const look = [style.color, style.fontSize, style.fontWeight, style.textShadow, ground(element)].join(" | ");
    if (known.has(look)) continue;
    known.add(look), found.push(look);
    element.dataset.newLook = "";
  }
  return found;
}"""
#: Only a table in its own box may be wider than the window.
WIDER_THAN_WINDOW = """() => {
  const wide = document.scrollingElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return "";
  const parts = [...document.querySelectorAll("body *")].filter((part) => {
    const box = part.closest(".table-box");
    const escapes = getComputedStyle(part).position === "absolute" && !(box && box.contains(part.offsetParent));
    return (!box || escapes) && part.getBoundingClientRect().right > window.innerWidth + 1;
  });
  return `${wide} px: ` + parts.slice(0, 3).map((part) => part.outerHTML.slice(0, 120)).join(" | ");
}"""


@pytest.mark.parametrize("scene", scenes.SCENES, ids=lambda scene: scene.__name__)
def test_every_page_in_every_state(
    scene: Callable[..., scenes.Scene],
    desk_of: Callable[..., Desk],
    new_desk: Callable[..., Desk],
    people: dict[str, User],
    record_property: Callable[[str, object], None],
) -> None:
    faults, visited, shown = [], 0, set()
    for name, desk in scene(desk_of, people, new_desk):
        visited += 1
        shown.add(resolve(urlsplit(desk.page.url).path).view_name)
        faults += [f"{name}: {fault}" for fault in (*axe_faults(desk), *reflow_faults(desk))]
    assert not faults, "\n".join(faults)
    assert {page for page, shows in scenes.PAGES.items() if shows is scene} <= shown
    record_property("visited", visited)


def test_no_page_is_in_no_scene() -> None:
    """A new address is either a page, and shown in a scene, or said to be none; the gallery is there while developing."""
    others = [name for names in scenes.NO_PAGES.values() for name in names]
    assert set(scenes.PAGES.values()) <= set(scenes.SCENES)
    assert set(addresses(get_resolver())) - {"gallery"} == {*scenes.PAGES, *others}


def addresses(resolver: URLResolver, within: str = "") -> Iterator[str]:
    """The names of all addresses but those of Django's own administration."""
    for part in resolver.url_patterns:
        if isinstance(part, URLPattern):
            yield f"{within}{part.name}"
        elif part.namespace != "admin":
            yield from addresses(part, f"{within}{part.namespace}:" if part.namespace else within)


def test_a_fault_is_found_where_all_else_was_judged_before(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("caizheng")
    for change in (
        "",
        "document.querySelector('h1').style.color = '#bbb'",
        "document.body.style.background = '#777'",
    ):
        desk.go("/")
        desk.page.evaluate(change)
        assert any(CONTRAST in fault for fault in axe_faults(desk)) == bool(change), change


@pytest.mark.parametrize("display", ["large", "xlarge.high"])
def test_chosen_type_size_and_contrast(
    desk_of: Callable[..., Desk], returned: SelfEvaluation, display: str
) -> None:
    desk = desk_of("canlian")
    desk.go("/")
    size, _, contrast = display.partition(".")
    desk.page.context.add_cookies(
        [{"name": "display", "value": ".".join(filter(None, (size, contrast))), "url": desk.page.url}]
    )
    faults = []
    for path in ("", "sections/budget/", "check/", "answers/"):
        desk.go(f"/evaluations/{returned.pk}/{path}")
        faults += [f"{path}: {fault}" for fault in (*axe_faults(desk), *reflow_faults(desk))]
    assert not faults, "\n".join(faults)


def axe_faults(desk: Desk) -> list[str]:
    """What axe objects to, with the places; contrast, which takes most of its time, once for each look of a text."""
    found = AXE.run(desk.page, options=QUIET | {"rules": {CONTRAST: {"enabled": False}}}).response[
        "violations"
    ]
    looks = desk.page.evaluate(MARK_NEW_LOOKS, sorted(SEEN_LOOKS))
    if looks:
        SEEN_LOOKS.update(looks)
        only = {"runOnly": [CONTRAST]}
        found += AXE.run(desk.page, context="[data-new-look]", options=QUIET | only).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): " + " | ".join(node["html"][:160] for node in fault["nodes"][:3])
        for fault in found
    ]


def reflow_faults(desk: Desk) -> list[str]:
    """What makes the page scroll sideways: on the office screen, at 200 % zoom, on a telephone."""
    faults = []
    for width, height in ((1366, 768), (683, 384), (375, 812)):
        desk.page.set_viewport_size({"width": width, "height": height})
        if wider := desk.page.evaluate(WIDER_THAN_WINDOW):
            faults.append(f"at {width} px scrolls sideways by {wider}")
    desk.page.set_viewport_size({"width": 1366, "height": 768})
    return faults
