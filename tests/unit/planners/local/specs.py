"""Tool specs of all capabilities, made from their lexicons, for measuring and for tests of the local planner alone."""

from __future__ import annotations

from pathlib import Path

from assistant.lexicon import load_lexicon
from assistant.types import Effect, Parameter, ToolSpec

TOOLS = Path(__file__).parents[4] / "tools"
KINDS = ["alarm", "timer", "reminder"]

_STRING = {"type": "string"}
_SCHEMA = {
    "instant": {"type": "string", "format": "date-time"},
    "duration": {"type": "number"},
    "recurrence": {"type": "object", "properties": {"rrule": {"type": "string"}}},
    "number": {"type": "integer"},
    "people": {"type": "integer"},
    "flag": {"type": "boolean"},
}
_PACKAGES = {"memory": "remember"}

# plugin -> tool -> (effect, "name:slot" with ? for what may be absent)
DECLARED: dict[str, dict[str, tuple[str, str]]] = {
    "alarms": {
        "set_alarm": ("CHANGE", "at:instant recurrence?:recurrence what?:text"),
        "set_timer": ("CHANGE", "duration:duration what?:text"),
        "set_reminder": ("CHANGE", "what:text at:instant recurrence?:recurrence"),
        "list": ("READ", "kind?:kind"),
        "change": ("CHANGE", "which?:item at?:instant recurrence?:recurrence what?:text"),
        "cancel": ("CHANGE", "which?:item kind?:kind at?:instant what?:text all?:flag"),
        "snooze": ("CHANGE", "duration?:duration which?:item"),
    },
    "memory": {
        "remember": ("CHANGE", "text:text"),
        "recall": ("READ", "about:text"),
        "forget": ("CHANGE", "about:text"),
    },
    "navigation": {
        "route": ("READ", "destination:place origin?:place mode?:mode prefer?:prefer"),
        "find_place": ("READ", "what:text place?:place"),
    },
    "restaurants": {
        "search": ("READ", "cuisine?:cuisine place?:place at?:instant party_size?:people"),
        "details": ("READ", "restaurant:item"),
        "reserve": ("COMMIT", "restaurant:item at:instant party_size:people"),
        "order": ("COMMIT", "restaurant:item dishes:text"),
        "cancel": ("COMMIT", "booking?:item"),
    },
    "tickets": {
        "search": ("READ", "title?:title kind?:kind at?:instant place?:place"),
        "buy": ("COMMIT", "showing:item quantity:number"),
        "cancel": ("COMMIT", "order?:item"),
    },
    "medical": {
        "symptoms": ("READ", "text:text"),
        "find_doctor": ("READ", "kind?:kind at?:instant place?:place"),
        "book": ("COMMIT", "slot:item at?:instant kind?:kind"),
        "order_medicine": ("COMMIT", "medicine:text"),
        "cancel": ("COMMIT", "booking?:item"),
    },
    "calendar": {
        "add": ("CHANGE", "title:title at:instant until?:instant place?:place person?:person"),
        "list": ("READ", "at?:instant"),
        "change": ("CHANGE", "which?:item at?:instant title?:title"),
        "cancel": ("CHANGE", "which?:item at?:instant title?:title"),
        "free": ("READ", "at:instant"),
    },
    "office": {
        "summarise_mail": ("READ", ""),
        "draft_mail": ("CHANGE", "to:person subject?:text text:text"),
        "send_mail": ("COMMIT", "draft?:item"),
        "write_document": ("CHANGE", "kind:kind title:title text?:text"),
        "run_routine": ("CHANGE", "name:text"),
    },
}


def specs(*plugins: str) -> tuple[ToolSpec, ...]:
    """The specs of these plugins, or of all."""
    return tuple(s for plugin in plugins or DECLARED for s in _of(plugin))


def _of(plugin: str) -> list[ToolSpec]:
    words = load_lexicon(TOOLS / _PACKAGES.get(plugin, plugin))
    return [
        ToolSpec(
            name=f"{plugin}__{name}",
            description=f"{plugin} {name}",
            effect=Effect(effect),
            parameters=tuple(_parameter(plugin, p) for p in declared.split()),
            examples=words[name].examples,
            lexicon=words[name].lexicon,
        )
        for name, (effect, declared) in DECLARED[plugin].items()
    ]


def _parameter(plugin: str, declared: str) -> Parameter:
    name, slot = declared.split(":")
    schema = dict(_SCHEMA.get(slot, _STRING))
    if (plugin, slot) == ("alarms", "kind"):
        schema["enum"] = KINDS
    return Parameter(name=name.rstrip("?"), schema=schema, required=not name.endswith("?"), slot=slot)
