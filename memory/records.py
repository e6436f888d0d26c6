"""The rows that plugins keep for a user."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select

from assistant.changes import Change, DeleteRecord, PutRecord, owner_of_rows
from assistant.codec import plain
from assistant.errors import TooLong
from assistant.types import Record, Sensitivity
from memory.scope import Scope, its, mine
from memory.tables.columns import micros, moment
from memory.tables.records import records
from memory.upsert import upsert

_OF_KIND = and_(records.c.plugin == its("plugin"), records.c.kind == its("kind"))
_ALL = select(records).where(mine(records, _OF_KIND)).order_by(records.c.seq)
_ONE = select(records).where(mine(records, _OF_KIND, records.c.key_tag == its("tag")))
_DELETE = records.delete().where(mine(records, _OF_KIND, records.c.key_tag == its("tag")))
MAX_DATA = 256_000  # characters of JSON in one record


class Records(Scope):
    def records(self, plugin: str, kind: str) -> tuple[Record, ...]:
        """The plugin's rows of that kind, in the order they were first written."""
        return tuple(self._record(row) for row in self._all(_ALL, plugin=plugin, kind=kind))

    def record(self, plugin: str, kind: str, key: str) -> Record | None:
        row = self._one(_ONE, plugin=plugin, kind=kind, tag=self._key_tag(key))
        return self._record(row) if row else None

    def put_record(self, change: PutRecord, plugin: str, turn_id: str | None, now: datetime) -> Change | None:
        """Write a row; returns what would undo it, or None when it says the same already."""
        plugin = owner_of_rows(change.plugin, plugin)
        self._touched(turn_id, change.sensitivity)
        before = self.record(plugin, change.kind, change.key)
        data = plain(change.data)
        if before and before.data == data and before.sensitivity is change.sensitivity:
            return None
        if len(json.dumps(data)) > MAX_DATA:
            raise TooLong
        private = change.sensitivity is Sensitivity.PRIVATE
        row = {
            "user_id": self.user_id,
            "plugin": plugin,
            "kind": change.kind,
            "key_tag": self._key_tag(change.key),
            "sensitivity": change.sensitivity.value,
            "updated_us": micros(now),
            "content": self.vault.write({"key": change.key, "data": data}, private=private),
        }
        key = ("user_id", "plugin", "kind", "key_tag")
        upsert(self.connection, records, row, key=key, update=("sensitivity", "updated_us", "content"))
        return PutRecord.of(before) if before else DeleteRecord(kind=change.kind, key=change.key, plugin=plugin)

    def delete_record(self, change: DeleteRecord, plugin: str) -> Change | None:
        plugin = owner_of_rows(change.plugin, plugin)
        before = self.record(plugin, change.kind, change.key)
        if before is None:
            return None
        self._changed(_DELETE, plugin=plugin, kind=change.kind, tag=self._key_tag(change.key))
        return PutRecord.of(before)

    def _key_tag(self, key: str) -> str:
        return self.vault.tag("key " + key)

    def _record(self, row: Row[Any]) -> Record:
        content = self.vault.read(row.content)
        return Record(
            plugin=row.plugin,
            kind=row.kind,
            key=content["key"],
            data=content["data"],
            sensitivity=Sensitivity(row.sensitivity),
            updated_at=moment(row.updated_us),
        )
