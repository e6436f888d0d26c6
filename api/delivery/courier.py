"""What is done with a delivery beside showing it: its conversation is opened, and it goes to the user's channels."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from api.clock.time import SteadyClock
from api.delivery.channels import Channels
from api.delivery.sender import Sender
from api.initiative.openings import Openings
from api.metrics import Metrics
from api.settings import Settings
from api.turns import Turns
from assistant.changes import DeleteRecord
from assistant.errors import StewardError
from assistant.types import Delivery
from memory import SqlStore
from memory.outbox import KIND, PLUGIN, Outbox, Parcel


@dataclass(frozen=True, kw_only=True, slots=True)
class Courier:
    channels: Channels
    outbox: Outbox
    sender: Sender
    openings: Openings

    @classmethod
    def of(cls, settings: Settings, store: SqlStore, clock: SteadyClock, turns: Turns, metrics: Metrics) -> Courier:
        url = settings.smtp_url.get_secret_value() if settings.smtp_url else None
        channels, outbox = Channels(settings.data_dir, smtp_url=url), Outbox(store.database, store.keyring)

        async def forget(parcel: Parcel) -> None:
            change, now = DeleteRecord(kind=KIND, key=parcel.channel), clock.now()
            with contextlib.suppress(StewardError):  # gone with its user
                await store.transact(parcel.user.id, lambda tx: tx.apply(change, plugin=PLUGIN, turn_id=None, now=now))

        sender = Sender(outbox=outbox, channels=channels, clock=clock, metrics=metrics, gone=forget)
        openings = Openings(store=store, outbox=outbox, turns=turns, clock=clock, done=sender.nudge)
        return cls(channels=channels, outbox=outbox, sender=sender, openings=openings)

    async def start(self, *, among_others: bool = False) -> None:
        """`among_others`: other processes do the same work, so only what is left lying is picked up."""
        await self.openings.start(among_others=among_others)
        self.sender.start()

    async def stop(self) -> None:
        await self.openings.stop()
        await self.sender.stop()

    def take(self, batch: Sequence[Delivery]) -> None:
        """They are in the outbox already; this only says which conversations there are to open."""
        self.openings.take(batch)

    def settled(self) -> None:
        """A burst has been rung on the page: now the other channels."""
        self.sender.nudge()
