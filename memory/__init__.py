"""Everything the assistant keeps: open it with `open_store(folder)`, work on one user's rows with `store.transact`."""

from memory.opening import open_store
from memory.people import Token, Visitor
from memory.requests import Answer, KeyReused, StillRunning
from memory.search import Found
from memory.store import SqlStore
from memory.talks import Conversation, PastTurn
from memory.unit import SqlUnitOfWork

__all__ = [
    "Answer",
    "Conversation",
    "Found",
    "KeyReused",
    "PastTurn",
    "SqlStore",
    "SqlUnitOfWork",
    "StillRunning",
    "Token",
    "Visitor",
    "open_store",
]
