"""The public doors, one file per family of routes. They translate; what happens is decided further down."""

from api.doors import (
    actions,
    approvals,
    calendar_feed,
    channels,
    connections,
    conversations,
    events,
    files,
    follow_ups,
    grants,
    health,
    initiative,
    memory,
    observations,
    openai,
    page,
    people,
    push_subscriptions,
    rules,
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
        observations,
        conversations,
        events,
        initiative,
        rules,
        grants,
        calendar_feed,
        channels,
        connections,
        files,
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
