"""The public doors, one file per family of routes. They translate; what happens is decided further down."""

from api.doors import (
    actions,
    approvals,
    channels,
    conversations,
    events,
    follow_ups,
    health,
    initiative,
    memory,
    openai,
    page,
    people,
    push_subscriptions,
    session,
    speech,
    tools,
    turns,
    voice,
)

# The page comes last: it answers for every path that is left.
ALL = tuple(
    door.router
    for door in (
        turns,
        voice,
        approvals,
        actions,
        follow_ups,
        memory,
        conversations,
        events,
        initiative,
        channels,
        push_subscriptions,
        people,
        session,
        tools,
        health,
        openai,
        speech,
        page,
    )
)
