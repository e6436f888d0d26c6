"""What can be checked of accessibility without asking anybody: names, landmarks, contrast, targets, overflow."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

NAMED_ROLES = frozenset(
    {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "switch", "dialog", "alertdialog"}
    | {"navigation", "log", "heading", "progressbar", "DateTime"}
)

# WCAG 2.2: 4.5 for text, 3 for large text; disabled controls are exempt.
_CONTRAST = """
() => {
  const parse = (text) => {
    window.__probe ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const context = window.__probe;
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = text;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => top.slice(0, 3).map((part, at) => part * top[3] + under[at] * (1 - top[3])).concat(1);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (!text || !element?.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest(":disabled, .sr-only, option, noscript")) continue;
    const style = getComputedStyle(element);
    const under = ground(element);
    const [a, b] = [light(over(parse(style.color), under)), light(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const need = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if (ratio < need) bad.push(`${text.slice(0, 30)}: ${ratio.toFixed(2)} < ${need}`);
  }
  return bad;
}
"""

_SMALL_TARGETS = """
() => [...document.querySelectorAll("button, a[href], select, input")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".sr-only, .skip"))
  .map((element) => [element, (element.closest("label") ?? element).getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([element]) => element.outerHTML.slice(0, 80))
"""


async def problems(page: Page) -> list[str]:
    """Everything wrong with the page as it stands, in words; empty when it is fine."""
    found = [*await _nameless(page), *await page.evaluate(_CONTRAST), *await page.evaluate(_SMALL_TARGETS)]
    counts = await page.evaluate(
        "() => ({main: document.querySelectorAll('main').length, h1: document.querySelectorAll('h1').length, "
        "lang: document.documentElement.lang, wide: document.documentElement.scrollWidth > innerWidth, "
        "ids: [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, at, all) => all.indexOf(id) !== at)})"
    )
    if counts["main"] != 1:
        found.append(f"{counts['main']} main landmarks")
    if counts["h1"] != 1:
        found.append(f"{counts['h1']} first headings")
    if not counts["lang"]:
        found.append("no language is declared")
    if counts["wide"]:
        found.append("the page scrolls sideways")
    return found + [f"id {name} twice" for name in counts["ids"]]


async def _nameless(page: Page) -> list[str]:
    """Roles that must have a name and have none, as the browser itself computes them."""
    session = await page.context.new_cdp_session(page)
    tree: dict[str, Any] = await session.send("Accessibility.getFullAXTree")
    await session.detach()
    return [
        f"a {node['role']['value']} without a name"
        for node in tree["nodes"]
        if not node.get("ignored")
        and node.get("role", {}).get("value") in NAMED_ROLES
        and not node.get("name", {}).get("value", "").strip()
    ]
