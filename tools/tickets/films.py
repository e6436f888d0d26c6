"""The films and stage works that are shown; finding one by title, genre, mood, or by another it should be like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from assistant import Say

_HERE = Path(__file__).parent
_SURE = 82.0  # of 100: a title is meant
_SHORT = 110  # minutes: "not too long"


@dataclass(frozen=True, slots=True)
class Film:
    id: str
    title: Say
    year: int
    minutes: int
    genres: tuple[str, ...]
    like: tuple[str, ...]
    kind: str = "movie"  # or: theatre, concert


@cache
def films() -> tuple[Film, ...]:
    return _read("films.yaml")


@cache
def stage_works() -> tuple[Film, ...]:
    return _read("stages.yaml")


def _read(name: str) -> tuple[Film, ...]:
    rows = yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
    return tuple(
        Film(
            r["id"],
            Say(zh=r["zh"], en=r["en"]),
            r["year"],
            r["minutes"],
            tuple(r["genres"]),
            tuple(r["like"]),
            r.get("kind", "movie"),
        )
        for r in rows
    )


@cache
def _words() -> dict[str, Any]:
    return dict(yaml.safe_load((_HERE / "words.yaml").read_text(encoding="utf-8")))


def film(film_id: str) -> Film | None:
    return next((f for f in (*films(), *stage_works()) if f.id == film_id), None)


def by_title(text: str) -> Film | None:
    """The film of that title in either language, small slips forgiven."""
    said = text.casefold().strip(" .!?。！？《》\"'")
    best: tuple[float, Film] | None = None
    for candidate in (*films(), *stage_works()):
        for title in (candidate.title.zh.casefold(), candidate.title.en.casefold()):
            score = 100.0 if said == title else fuzz.ratio(said, title)
            # "Interstellar please" is the title; "something like Interstellar" is a wish.
            if len(said) >= 2 and (said in title or (title in said and len(said) <= 1.5 * len(title))):
                score = max(score, 90.0)
            if score >= _SURE and (best is None or score > best[0]):
                best = (score, candidate)
    return best[1] if best else None


def genre_in(text: str) -> str | None:
    """The genre that these words name, or None."""
    folded = text.casefold()
    for genre, words in _words()["genres"].items():
        if folded == genre or any(w in folded for w in [*words["zh"], *words["en"]]):
            return str(genre)
    return None


def genre_words(genre: str) -> Say:
    words = _words()["genres"].get(genre)
    return Say(zh=words["zh"][0], en=words["en"][0]) if words else Say(zh=genre, en=genre)


def suggest(wish: str) -> tuple[Film, ...]:
    """Films for an idea or a mood: "like Interstellar but not too long". Best first; empty when nothing fits."""
    folded, words = wish.casefold(), _words()
    model = by_title(wish) or next((f for f in films() if f.title.zh in wish or f.title.en.casefold() in folded), None)
    moods = {mood for mood, said in words["like"].items() if any(w in folded for w in said)}
    genres = {g for g, said in words["genres"].items() if any(w in folded for w in [*said["zh"], *said["en"]])}
    if model is not None:
        moods |= set(model.like)
        genres |= set(model.genres)
    short = any(w in folded for w in words["short"])
    if not (moods or genres or short):
        return ()
    limit = (model.minutes - 20 if model else _SHORT) if short else 10_000
    fitting = [f for f in films() if f is not model and f.minutes <= limit]
    score = {f: len(moods & set(f.like)) + 1.5 * len(genres & set(f.genres)) for f in fitting}
    if not (moods or genres):
        return tuple(sorted(fitting, key=lambda f: f.minutes))
    # Half as good as the best is still an answer; one shared word of ten is not.
    least = max(score.values(), default=0) / 2
    return tuple(sorted((f for f in fitting if score[f] > 0 and score[f] >= least), key=lambda f: -score[f]))
