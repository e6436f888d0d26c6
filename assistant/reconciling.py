"""What became of an action whose outcome got lost: asked of its provider, written down, told. Nothing is repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant import words
from assistant.changes import Change, PutFollowUp
from assistant.errors import NotFound, StewardError
from assistant.moments import zone
from assistant.ports import Clock, Store, Toolbox, UnitOfWork
from assistant.results import ToolResult
from assistant.types import Action, ActionState, Policy, Say, Sensitivity, Source, Turn, User, Utterance


@dataclass(frozen=True, slots=True)
class Reconciler:
    """The ledger's second look. `settled` says that nothing of ours can still be under way there."""

    store: Store
    toolbox: Toolbox
    clock: Clock

    async def look(self, user_id: str, action_id: str, *, settled: bool, tell: bool) -> Action:
        """The action as it stands after asking its provider. Raises NotFound.

        Evidence that it happened counts at once; that it did not, only when `settled`. With `tell` the user hears.
        """
        user, action = await self.store.read(user_id, lambda tx: (tx.user(), tx.action(action_id)))
        if action is None:
            raise NotFound("There is no such action.", "没有这个操作。")
        if action.state is not ActionState.UNKNOWN:
            return action
        found = await self.toolbox.reconcile(action.call, self._turn(user, action), action.terms)
        state = _outcome(found, settled)
        if found is None or state is ActionState.UNKNOWN:
            return action
        try:
            return await self.store.transact(user_id, lambda tx: self._settle(tx, action, state, found, tell))
        except StewardError:
            # What should follow from it does not fit any more; that it happened must not be lost with that.
            bare = ToolResult(say=found.say, receipt=found.receipt, error=found.error)
            return await self.store.transact(user_id, lambda tx: self._settle(tx, action, state, bare, tell))

    def _settle(self, tx: UnitOfWork, action: Action, state: ActionState, found: ToolResult, tell: bool) -> Action:
        """Outcome, receipt, what follows from it and the word to the user, in one transaction."""
        now, plugin = self.clock.now(), action.call.tool.partition("__")[0]
        known = tx.action(action.id)
        if known is not None and known.state is not ActionState.UNKNOWN:
            return known  # somebody else has looked meanwhile
        changes: Sequence[Change] = found.changes if state is ActionState.SUCCEEDED else ()
        for change in changes:
            tx.apply(change, plugin=plugin, turn_id=action.turn_id, now=now)
        if tell:
            said = PutFollowUp(
                key=f"outcome-{action.id}",
                kind="reminder",
                due_at=now.astimezone(zone(tx.user().timezone)),
                say=told(action, state, found),
                policy=Policy(quiet_hours=True),
                sensitivity=_sensitivity(action, found),
            )
            tx.apply(said, plugin=plugin, turn_id=action.turn_id, now=now)
        return tx.move_action(action.id, state, at=now, receipt=found.receipt, error=found.error)

    def _turn(self, user: User, action: Action) -> Turn:
        return Turn(
            id=action.turn_id,
            conversation=action.conversation,
            user=user,
            utterance=Utterance(text="", source=Source.SCHEDULE, language=user.language),
            now=self.clock.now().astimezone(zone(user.timezone)),
            may_approve=False,
        )


def told(action: Action, state: ActionState, found: ToolResult) -> Say:
    """How the user hears of it: what it was about, and that it did or did not happen."""
    if state is ActionState.SUCCEEDED:
        said = found.say or (found.receipt.text if found.receipt else None)
        return words.WENT_THROUGH + said if said else words.WENT_THROUGH
    what = action.terms.what if action.terms else words.SOMETHING
    about = what if isinstance(what, Say) else Say(zh=what, en=what)
    return words.DID_NOT_GO_THROUGH + Say(zh=f"{about.zh}。", en=f"{about.en}.")


def _sensitivity(action: Action, found: ToolResult) -> Sensitivity:
    """The word about something private is private: a lock screen shows only that something is due."""
    private = any(getattr(change, "sensitivity", None) is Sensitivity.PRIVATE for change in found.changes)
    return Sensitivity.PRIVATE if private else action.sensitivity


def _outcome(found: ToolResult | None, settled: bool) -> ActionState:
    """Only a receipt proves that it happened; only a named failure after all has settled, that it did not."""
    if found is not None and found.error is None and found.receipt is not None:
        return ActionState.SUCCEEDED
    if found is not None and found.error is not None and settled:
        return ActionState.FAILED
    return ActionState.UNKNOWN
