"""The public doors, one file per family of routes. They translate; what happens is decided further down."""

from api.doors import (
    actions,
    approvals,
    conversations,
    events,
    follow_ups,
    health,
    memory,
    openai,
    page,
    people,
    session,
    tools,
    turns,
)

# The page comes last: it answers for every path that is left.
ALL = tuple(
    door.router
    for door in (
        turns,
        approvals,
        actions,
        follow_ups,
        memory,
        conversations,
        events,
        people,
        session,
        tools,
        health,
        openai,
        page,
    )
)
