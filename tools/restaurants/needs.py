"""What somebody cannot or will not eat, from what they asked to be remembered; said whenever a table is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant import Say, ToolContext
from assistant.ports import Place

_SUBJECTS = ("allergy:", "diet:")


@dataclass(frozen=True, slots=True)
class Needs:
    """The words remembered, and the foods they name."""

    texts: tuple[str, ...] = ()
    foods: tuple[str, ...] = ()

    def against(self, place: Place) -> bool:
        """Whether the house is known by its kitchen or its name for just what is to be left out."""
        said = " ".join([*place.cuisine, *place.names.values()]).casefold()
        return any(food in said for food in self.foods)

    @property
    def say(self) -> Say | None:
        """In the user's own words: whose allergy it is stays as they told it."""
        if not self.texts:
            return None
        zh, en = "；".join(self.texts[:3]), "; ".join(self.texts[:3])
        return Say(zh=f"记得你说过：{zh}。", en=f"Mind what you told me: {en}.")


async def remembered(ctx: ToolContext) -> Needs:
    facts = [f for f in await ctx.memory.facts() if f.subject.startswith(_SUBJECTS)]
    foods = [f.subject.partition(":")[2].casefold() for f in facts]
    return Needs(tuple(f.text.strip(" .。") for f in facts), tuple(food for food in foods if food))


def fitting_first(found: Sequence[Place], needs: Needs) -> list[Place]:
    return sorted(found, key=needs.against)
