"""What somebody cannot or will not eat, from what they asked to be remembered; applied, and said, whenever one eats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import Say, ToolContext
from assistant.ports import Place
from assistant.types import Fact
from tools.restaurants import menus

_SUBJECTS = ("allergy:", "diet:")
# "I can eat peanuts again", 我现在能吃辣了, "I am not allergic to nuts": remembered, and no reason to avoid anything.
_ALLOWED = re.compile(
    r"\b(?:not|no longer|isn't|aren't|don't have an?) (?:\w+ )?allerg|\b(?:no longer|not) (?:a )?(?:vegan|vegetarian)"
    r"|\b(?:can|now|do) (?:now )?(?:eat|have|drink)\b"
    r"|不(?:会|再|会再)?(?:对.*)?过敏|(?<![不只])(?:能|可以)(?:再)?(?:吃|喝|碰)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Needs:
    """The words remembered, the foods they name, what is in food that must not be, and a way of eating."""

    texts: tuple[str, ...] = ()
    foods: tuple[str, ...] = ()
    avoid: frozenset[str] = frozenset()
    ways: tuple[str, ...] = ()

    def against(self, place: Place) -> bool:
        """Whether the house is known by its kitchen or its name for just what is to be left out."""
        said = " ".join([*place.cuisine, *place.names.values()]).casefold()
        return any(food in said for food in self.foods)

    def suits(self, place: Place) -> bool:
        """Whether the house cooks for just that way of eating."""
        said = " ".join([*place.cuisine, *place.names.values()]).casefold()
        return any(word in said for way in self.ways for word in (way, *menus.words_of_way(way)))

    def forbid(self, dish: menus.Dish) -> bool:
        return dish.has is not None and bool(self.avoid & dish.has)

    @property
    def say(self) -> Say | None:
        """In the user's own words: whose allergy it is stays as they told it."""
        if not self.texts:
            return None
        zh, en = "；".join(self.texts[:3]), "; ".join(self.texts[:3])
        return Say(zh=f"记得你说过：{zh}。", en=f"Mind what you told me: {en}.")


async def remembered(ctx: ToolContext) -> Needs:
    return read([f for f in await ctx.memory.facts() if f.subject.startswith(_SUBJECTS)])


def read(facts: Sequence[Fact]) -> Needs:
    """What of the facts leaves something out; whatever is allowed again is no need."""
    told = [f for f in facts if not _ALLOWED.search(f.text)]
    about = [f.subject.partition(":")[2].casefold() for f in told]
    ways = tuple(way for words in about if (way := menus.way_in_words(words)))
    avoid = frozenset(tag for words in about for tag in menus.contents_in_words(words))
    foods = tuple(words for words in about if words and not menus.way_in_words(words))
    return Needs(tuple(f.text.strip(" .。") for f in told), foods, avoid, ways)


def fitting_first(found: Sequence[Place], needs: Needs) -> list[Place]:
    return sorted(found, key=lambda p: (needs.against(p), not needs.suits(p)))
