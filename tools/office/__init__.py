"""Office: unread mail told short, drafts, sending after a yes, documents, and routines run by one word.

What a mail says is somebody else's: it is quoted, never followed.
"""

from __future__ import annotations

from tools.office import drafts, mail, papers, routines
from tools.office.plug import NoDraft, plugin
from tools.office.routines import RoutineUnknown

__all__ = ["NoDraft", "RoutineUnknown", "drafts", "mail", "papers", "plugin", "routines"]
