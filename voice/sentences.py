"""Cuts an answer into pieces that are spoken one after another; the first is short, so that sound comes soon."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[。！？!?；;])\s*|(?<=[.])\s+(?=[\"'“(]?[A-Z0-9\u3400-\u9fff])|\n+")
_CLAUSE = re.compile(r"(?<=[，,、：:])\s*")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|No|vs|etc|e\.g|i\.e|approx|Prof)|\b[A-Z])\.$")
FIRST = 16  # as long as the first piece may be before a clause is cut off, in spoken units
LONGEST = 60


def weight(text: str) -> int:
    """About how long it takes to say: a Chinese character is one, an English word two."""
    return len(re.findall(r"[\u3400-\u9fff]", text)) + 2 * len(re.findall(r"[A-Za-z0-9][\w'.:-]*", text))


def sentences(text: str) -> list[str]:
    """The pieces, in order; together they are the text. What has no words is left out."""
    pieces = [piece for sentence in _whole(text) for piece in _bounded(sentence, LONGEST) if re.search(r"\w", piece)]
    if pieces and weight(pieces[0]) > FIRST:
        pieces[:1] = _first(pieces[0])
    return pieces


def _whole(text: str) -> list[str]:
    found: list[str] = []
    for part in _END.split(text.strip()):
        if not part or not part.strip():
            continue
        if found and (_ABBREVIATION.search(found[-1]) or not re.search(r"\w", part)):
            found[-1] = f"{found[-1]} {part.strip()}" if re.search(r"\w", part) else found[-1] + part.strip()
        else:
            found.append(part.strip())
    return found


def _bounded(sentence: str, limit: int) -> list[str]:
    if weight(sentence) <= limit:
        return [sentence]
    pieces: list[str] = []
    for clause in _clauses(sentence):
        if pieces and weight(pieces[-1]) + weight(clause) <= limit:
            pieces[-1] = _join(pieces[-1], clause)
        else:
            pieces.append(clause)
    return pieces


def _first(sentence: str) -> list[str]:
    """A short beginning and the rest, where a comma allows it."""
    clauses = _clauses(sentence)
    if len(clauses) < 2 or weight(clauses[0]) > FIRST or weight(clauses[0]) < 2:
        return [sentence]
    rest = clauses[1]
    for clause in clauses[2:]:
        rest = _join(rest, clause)
    return [clauses[0], rest]


def _clauses(sentence: str) -> list[str]:
    """Cut at commas and colons, but not within 7:30, 1,000 or a link."""
    parts = [part for part in _CLAUSE.split(sentence) if part]
    found: list[str] = []
    for part in parts:
        digits = found and re.search(r"\d[,:]$", found[-1]) and re.match(r"\d", part)
        link = found and re.search(r"https?:$", found[-1])
        if digits or link:
            found[-1] += part
        else:
            found.append(part)
    return found


def _join(one: str, other: str) -> str:
    return one + other if re.search(r"[\u3400-\u9fff，。、：]$", one) else f"{one} {other}"
