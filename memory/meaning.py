"""Finds by meaning: the vectors of one user's passages, compared exactly in memory. Private rows have none.

On disk a vector is a float16 blob sealed with its user's key: out of a vector the words can be guessed.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from assistant.embedder import Embedder, Vectors
from memory.cipher import Vault
from memory.scope import its, mine
from memory.shelf import Shelf
from memory.tables.passages import passages

_HAN = re.compile(r"[\u3400-\u9fff]")
_ROOM = 200_000_000  # bytes of vectors kept in memory, of all users together
_ALL_MODELS_ROWS = select(
    passages.c.seq, passages.c.kind, passages.c.conversation, passages.c.place, passages.c.embedding
).where(mine(passages, passages.c.model == its("model"), passages.c.seq > its("after")))
_FACTS = _ALL_MODELS_ROWS.where(passages.c.kind == "fact").order_by(passages.c.seq)
_LINES = _ALL_MODELS_ROWS.where(passages.c.kind != "fact").order_by(passages.c.seq)

# Vectors of one language lie close together whatever they say; what all of them share is taken off.
_PLAIN = {
    "en": (
        "I had a long day at work.", "The weather is nice this morning.", "My sister called yesterday.",
        "We are having dinner at eight.", "The car needs new tyres.", "I like this book.", "The shop is closed today.",
        "He is learning to swim.", "The meeting was moved to Monday.", "I put the keys on the table.",
        "She has a small garden.", "What time does the train leave?", "Where did I put it?", "Who told you that?",
        "How much does it cost?", "Remind me to pay the bill.",
    ),
    "zh": (
        "今天工作很累。", "早上天气不错。", "我姐姐昨天打电话来了。", "我们八点吃晚饭。", "车该换轮胎了。",
        "我喜欢这本书。", "商店今天不开门。", "他在学游泳。", "会议改到星期一了。", "我把钥匙放在桌子上了。",
        "她有一个小花园。", "火车几点开？", "我放在哪儿了？", "谁告诉你的？", "这个多少钱？", "提醒我交费。",
    ),
}  # fmt: skip


class Meaning:
    """`embedder` makes the vectors; `is_ready` is False until it has been loaded once, in the background."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.is_ready = False
        self._means: dict[tuple[str, str], Vectors] = {}
        self._shelves: OrderedDict[tuple[str, str], Shelf] = OrderedDict()
        self._growing = threading.Lock()  # readers on two threads
        self._asked = lru_cache(maxsize=64)(self._query)

    def prepare(self) -> None:
        """Load the model and learn what the sentences of a language have in common. Takes about a second."""
        for language, texts in _PLAIN.items():
            self._means["passage", language] = self._embedder.passages(texts).mean(axis=0)
            self._means["query", language] = self._embedder.queries(texts).mean(axis=0)
        self.is_ready = True

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._centred("passage", texts, self._embedder.passages(texts))

    def likeness(self, shelf: Shelf, text: str) -> Vectors:
        """How near each passage of the shelf is to the text: about 0 for anything, 0.3 and more for what is meant."""
        return np.asarray(shelf.rows @ self._asked(text), dtype=np.float32)

    def shelf(self, connection: Connection, user_id: str, vault: Vault, kind: str) -> Shelf:
        """That user's vectors of the present model, `kind` "fact" or "line"; those made since are added."""
        with self._growing:
            return self._grown(connection, user_id, vault, kind)

    def _grown(self, connection: Connection, user_id: str, vault: Vault, kind: str) -> Shelf:
        key = (user_id, kind)
        known = self._shelves.get(key) or Shelf()
        wanted = {"me": user_id, "its_model": self.name, "its_after": known.last}
        fresh = connection.execute(_FACTS if kind == "fact" else _LINES, wanted).all()
        if fresh:
            made = [np.frombuffer(vault.unseal(row.embedding), dtype=np.float16) for row in fresh]
            spots = [(row.conversation, row.place) for row in fresh]
            known = known.with_more([row.seq for row in fresh], np.stack(made), spots)
        self._shelves[key] = known
        self._shelves.move_to_end(key)
        self._make_room()
        return known

    def wrote(self, user_id: str, numbers: Sequence[int]) -> None:
        """Vectors were written: those of passages already on a shelf are read anew."""
        known = [self._shelves[key] for kind in ("fact", "line") if (key := (user_id, kind)) in self._shelves]
        if known and min(numbers) <= max(shelf.last for shelf in known):
            self.forget(user_id)

    def forget(self, user_id: str) -> None:
        """Let go of what is in memory about them."""
        for kind in ("fact", "line"):
            self._shelves.pop((user_id, kind), None)

    def _make_room(self) -> None:
        while len(self._shelves) > 1 and sum(shelf.size for shelf in self._shelves.values()) > _ROOM:
            self._shelves.popitem(last=False)

    def _query(self, text: str) -> Vectors:
        return np.asarray(self._centred("query", [text], self._embedder.queries([text]))[0], dtype=np.float32)

    def _centred(self, side: str, texts: Sequence[str], vectors: Vectors) -> Vectors:
        common = np.stack([self._means[side, "zh" if _HAN.search(text) else "en"] for text in texts])
        away = vectors - common
        return np.asarray(away / (np.linalg.norm(away, axis=1, keepdims=True) + 1e-9), dtype=np.float32)


def blob(vector: Any, vault: Vault) -> bytes:
    """A vector as it is kept."""
    return vault.seal(np.asarray(vector, dtype=np.float16).tobytes())
