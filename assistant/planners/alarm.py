"""A matter of life is heard before every planner, and whatever else was being asked or done."""

from __future__ import annotations

import uuid

from assistant.ports import Toolbox, Transcript
from assistant.types import Plan, Provenance, Reason, ToolCall, Turn

NAME = "alarm"


def alarm(turn: Turn, transcript: Transcript, toolbox: Toolbox) -> Plan | None:
    """The one call to make at once; None for every other sentence, and once it has been made."""
    text = turn.utterance.text
    if transcript.done or (spec := toolbox.alarmed(text)) is None:
        return None
    # The same turn planned twice makes the same call.
    call_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"steward/{turn.id}/alarm/{spec.name}"))
    call = ToolCall(id=call_id, tool=spec.name, arguments={"text": text}, provenance={"text": Provenance.USER})
    why = Reason(reader="alarm", text="heard before everything else")
    return Plan(planner=NAME, calls=(call,), confidence=1.0, why=(why,))
