"""A tool's arguments out of a sentence. Every value has words it came from; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.planners.local import free_text, named, pointing, times_said
from assistant.planners.local.material import Found, Material
from assistant.planners.local.numbers import read_money, read_people, read_quantity
from assistant.types import Json, Parameter, Provenance, Reason

_TIMES: dict[str, Callable[[Material, Parameter], Found | None]] = {
    "instant": times_said.instant,
    "duration": times_said.duration,
    "length": times_said.length,
    "instant_end": times_said.until,
    "recurrence": times_said.recurrence,
    "day": times_said.day,
}
_TEXTS: dict[str, Callable[[Material, Parameter, Sequence[tuple[int, int]]], Found | None]] = {
    "text": free_text.text,
    "sentence": free_text.sentence,
    "symptom": free_text.text,
    "title": free_text.name,
    "place": named.place,
    "venue": named.place,
    "person": named.person,
    "item": pointing.item,
}
_ALL = ("all", "every", "everything", "所有", "全部", "每个", "都", "全都")
_VALUED = frozenset({"kind", "mode", "prefer"})


@dataclass(frozen=True, slots=True)
class Filled:
    """What was found for a tool's parameters."""

    values: dict[str, Json] = field(default_factory=dict)
    provenance: dict[str, Provenance] = field(default_factory=dict)
    why: tuple[Reason, ...] = ()

    def with_values(self, values: Mapping[str, Json], provenance: Mapping[str, Provenance]) -> Filled:
        """Earlier values where this sentence says nothing new."""
        return replace(self, values={**values, **self.values}, provenance={**provenance, **self.provenance})


def fill(material: Material, only: Sequence[str] | None = None) -> Filled:
    """Take every parameter of the tool, or only these, from the sentence."""
    wanted = [p for p in material.spec.parameters if only is None or p.name in only]
    found: dict[str, Found] = {}
    for parameter in wanted:
        if parameter.slot not in _TEXTS and (one := _extract(material, parameter)) is not None:
            found[parameter.name] = one
    # Words come last: what already became a time is no part of them.
    timed = {p.name for p in wanted if p.slot in _TIMES}
    used = [f.span for name, f in found.items() if f.span and name in timed]
    # "To the airport without tolls": how to go is no part of where to.
    said = [found[p.name].span for p in wanted if p.slot in ("mode", "prefer") and p.name in found]
    ways = [*used, *(span for span in said if span)]
    for parameter in wanted:
        if read := _TEXTS.get(parameter.slot):
            one = read(material, parameter, ways if parameter.slot == "place" else used)
            if one is not None and not _taken(one, found):
                found[parameter.name] = one
    return Filled(
        {name: _as_said(material, name, f.value) for name, f in found.items()},
        {name: f.provenance for name, f in found.items()},
        tuple(Reason(reader="arguments", text=f"{n} = {f.value} from “{f.words}”") for n, f in found.items()),
    )


def _as_said(material: Material, name: str, value: Json) -> Json:
    """Whoever writes 給媽媽打電話 is reminded of that, in those characters; places are looked up in one script."""
    parameter = material.spec.parameter(name)
    own_words = parameter is not None and parameter.slot in ("text", "sentence", "person")
    return material.sentence.as_said(value) if own_words and isinstance(value, str) else value


def _taken(one: Found, found: Mapping[str, Found]) -> bool:
    """Whether exactly these words already are another argument."""
    return one.span is not None and any(f.span == one.span for f in found.values())


def _extract(material: Material, parameter: Parameter) -> Found | None:
    if read := _TIMES.get(parameter.slot):
        return read(material, parameter)
    if parameter.slot in _VALUED or "enum" in parameter.schema:
        return _valued(material, parameter)
    if parameter.slot == "cuisine" or any(g == parameter.slot for g, _ in material.groups(parameter.slot)):
        return _listed(material, parameter)
    return _counted(material, parameter)


def _counted(material: Material, parameter: Parameter) -> Found | None:
    text = material.sentence.text
    if parameter.slot == "people":
        people = read_people(text)
        if people is not None:
            return Found(people, _number_said(material, people))
        return _after_for(material) or _bare_number(material)
    if parameter.slot == "number":
        quantity = read_quantity(text)
        if quantity is not None:
            return Found(quantity, _number_said(material, quantity))
        return _of_its_own(material) or _bare_number(material)
    if parameter.slot == "money" and (money := read_money(text)):
        return Found({"amount": str(money[0]), "currency": money[1]}, text)
    if parameter.slot == "flag" and parameter.name == "all" and (span := material.said(_ALL)):
        return Found(True, text[span[0] : span[1]])
    return None


def _number_said(material: Material, value: int) -> str:
    """The words of that number; "we two and the kids" is explained by the whole sentence."""
    return next((n.text for n in material.sentence.numbers if n.value == value), material.sentence.text)


_FOR = re.compile(r"\bfor \ue003(?!\s*(?:tickets?|seats?|nights?|courses?|[a-z]*dollars?|euros?|yuan|percent|%))")


def _after_for(material: Material) -> Found | None:
    """ "The cheapest one for two": a number after "for" that is neither a time nor counted in something else."""
    if not (match := _FOR.search(material.sentence.marked)):
        return None
    start, end = material.sentence.span(match.end() - 1, match.end())
    said = next((n for n in material.sentence.numbers if (n.start, n.end) == (start, end)), None)
    return Found(int(said.value), said.text, (start, end)) if said and said.value == int(said.value) else None


_MEASURE = re.compile(r"\s*[个只颗枚张件份次条块本支杯盒]?\s*")


def _of_its_own(material: Material) -> Found | None:
    """ "Two dice", 三个骰子: a number of what the tool itself says it is about."""
    text = material.sentence.text
    words = [w.casefold() for groups in material.spec.lexicon.values() for w in groups.get("words", ())]
    for said in material.sentence.numbers:
        rest = text[said.end :].casefold()
        counted = rest[_MEASURE.match(rest).end() :]  # type: ignore[union-attr]  # it matches nothing, too
        if not said.ordinal and said.value == int(said.value) and any(counted.startswith(w) for w in words):
            return Found(int(said.value), said.text, (said.start, said.end))
    return None


def _bare_number(material: Material) -> Found | None:
    """A lone number is an answer to "how many?", and nothing in a sentence of its own."""
    plain = [n for n in material.sentence.numbers if not n.ordinal]
    if not material.answering or len(plain) != 1 or plain[0].value != int(plain[0].value):
        return None
    return Found(int(plain[0].value), plain[0].text, (plain[0].start, plain[0].end))


def _valued(material: Material, parameter: Parameter) -> Found | None:
    """A value whose words the lexicon lists (`mode.foot: [on foot]`), or an allowed value said as it is."""
    allowed = parameter.schema.get("enum")
    best: tuple[int, Found] | None = None
    groups = [(g.partition(".")[2], w) for g, w in material.groups(parameter.name) if "." in g]
    for value, words in [*groups, *((str(v), (str(v),)) for v in allowed or ())]:
        span = material.said(words) if allowed is None or value in allowed else None
        if span and (best is None or span[1] - span[0] > best[0]):
            best = (span[1] - span[0], Found(value, material.sentence.text[span[0] : span[1]], span))
    if best:
        return best[1]
    caught = material.captured(parameter.name)
    return Found(caught[0], caught[0], caught[1]) if caught and allowed is None else None


_FARE = re.compile(r"\s+(?:food|cuisine|dish|dishes|cooking)$", re.IGNORECASE)


def _listed(material: Material, parameter: Parameter) -> Found | None:
    """What a pattern caught for it, else a word of the tool's list of that name - as it was said."""
    if caught := material.captured(parameter.name):
        fare = _FARE.sub("", caught[0]).strip() or caught[0]
        return Found(fare, fare, caught[1])
    for name in (parameter.name, parameter.slot, "fare"):
        words = [w for g, entries in material.groups(name) if g == name for w in entries]
        if words and (span := material.said(words)):
            said = material.sentence.text[span[0] : span[1]]
            return Found(said, said, span)
    return None
