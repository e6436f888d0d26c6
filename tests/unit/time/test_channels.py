"""Deliveries reach channels beside the page, against real receivers on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import http_ece
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from harness import free_port
from unit.time.conftest import NOON, Flat, Receiver, tea

from api.delivery.channels import Channels
from assistant.changes import PutFollowUp
from assistant.types import FollowUpState, Say, Sensitivity


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Browser:
    """The receiving half of Web Push."""

    def __init__(self) -> None:
        self.key, self.secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    def keys(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return {"p256dh": text(point), "auth": text(self.secret)}

    def read(self, body: bytes) -> Any:
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"))


async def test_a_push_is_encrypted_for_the_browser_and_signed_by_this_house(
    flat: Flat, receiver: Receiver, tmp_path: Path
) -> None:
    browser, channels = Browser(), Channels(tmp_path / "keys", smtp_url=None)
    await flat.channel("phone", kind="push", address=f"{receiver.url}/push/1", keys=browser.keys())
    row = await flat.put(tea(NOON + timedelta(minutes=1)))
    await flat.ring(minutes=1)
    assert await flat.send(channels) == {"phone": ("accepted", "")}
    path, headers, body = receiver.got[0]
    assert path == "/push/1"
    assert channels.push.public_key() in headers["authorization"]
    assert headers["ttl"] == "43200"
    said = browser.read(body)
    assert (said["body"], said["follow_up_id"], said["tag"]) == ("Drink tea", row.id, row.slot_id)
    assert stat.S_IMODE((tmp_path / "keys" / "vapid.pem").stat().st_mode) == 0o600
    # Taken by the service is not seen by the user.
    assert (await flat.again(row)).state is FollowUpState.DELIVERED


async def test_a_private_reminder_says_in_a_push_only_that_something_is_due(
    flat: Flat, receiver: Receiver, tmp_path: Path
) -> None:
    browser = Browser()
    await flat.channel("phone", kind="push", address=f"{receiver.url}/p", keys=browser.keys())
    await flat.put(tea(NOON, sensitivity=Sensitivity.PRIVATE))
    await flat.ring()
    await flat.send(Channels(tmp_path, smtp_url=None))
    assert browser.read(receiver.got[0][2])["body"] == "A reminder is due."


async def test_a_browser_that_is_gone_is_forgotten(flat: Flat, receiver: Receiver, tmp_path: Path) -> None:
    receiver.status = 410
    await flat.channel("old", kind="push", address=receiver.url, keys=Browser().keys())
    await flat.put(tea(NOON))
    await flat.ring()
    assert (await flat.send(Channels(tmp_path, smtp_url=None)))["old"][0] == "gone"
    assert await flat.channels() == set()


async def test_a_webhook_is_signed_and_a_service_that_is_down_is_tried_again_without_holding_up_others(
    flat: Flat, receiver: Receiver, tmp_path: Path
) -> None:
    channels = Channels(tmp_path, smtp_url=None)
    await flat.channel("down", kind="webhook", address="http://127.0.0.1:9/", secret="s")
    await flat.channel("up", kind="webhook", address=f"{receiver.url}/hook", secret="s3cret")
    await flat.put(tea(NOON))
    await flat.ring()
    results = await flat.send(channels)
    assert results["up"] == ("accepted", "")
    assert results["down"] == ("waiting", "ConnectError")
    _, headers, body = receiver.got[0]
    fields = dict(part.split("=", 1) for part in headers["x-steward-signature"].split(","))
    expected = hmac.new(b"s3cret", f"{fields['t']}.".encode() + body, hashlib.sha256).hexdigest()
    assert fields["v1"] == expected
    # Sent once: the next round has nothing for it.
    await flat.send(channels)
    assert len(receiver.got) == 1


class Postbox:
    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append((envelope.rcpt_tos, envelope.content))
        return "250 taken"


async def test_a_mail_arrives_under_the_name_of_its_delivery(flat: Flat, tmp_path: Path) -> None:
    postbox = Postbox()
    port = free_port()
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        channels = Channels(tmp_path, smtp_url=f"smtp://127.0.0.1:{port}/?from=steward@example.org")
        await flat.channel("mail", kind="email", address="ann@example.org")
        await flat.put(tea(NOON))
        [delivery] = await flat.ring()
        assert (await flat.send(channels))["mail"] == ("accepted", "")
    finally:
        controller.stop()
    [(to, content)] = postbox.mails
    assert to == ["ann@example.org"]
    assert b"Drink tea" in content
    assert delivery.id.encode() in content


async def test_apprise_reaches_its_services(flat: Flat, receiver: Receiver, tmp_path: Path) -> None:
    receiver.status = 200
    await flat.channel("many", kind="apprise", address=f"json://127.0.0.1:{receiver.port}/x")
    await flat.put(tea(NOON))
    await flat.ring()
    assert (await flat.send(Channels(tmp_path, smtp_url=None)))["many"][0] == "accepted"
    assert receiver.json()["message"] == "Drink tea"


async def test_it_escalates_only_to_those_who_agreed_and_only_while_nobody_answers(
    flat: Flat, receiver: Receiver, tmp_path: Path
) -> None:
    channels = Channels(tmp_path, smtp_url=None)
    hook = {"kind": "webhook", "secret": "s"}
    agreed = {"words": "she said yes", "at": NOON.isoformat()}
    await flat.channel("me", **hook, address=f"{receiver.url}/me")
    await flat.channel("me-later", **hook, address=f"{receiver.url}/later", after_minutes=5)
    await flat.channel("mum", **hook, address=f"{receiver.url}/mum", after_minutes=15, person="Mum", consent=agreed)
    await flat.channel("boss", **hook, address=f"{receiver.url}/boss", after_minutes=15, person="Boss", consent=None)
    pill = PutFollowUp.care(key="pill", due_at=NOON, say=Say(zh="吃药", en="Take the pill"))
    row = await flat.put(pill, "medical")
    await flat.ring()
    await flat.send(channels)
    assert [path for path, *_ in receiver.got] == ["/me"]
    flat.at += timedelta(minutes=6)
    await flat.send(channels)
    assert [path for path, *_ in receiver.got] == ["/me", "/later"]
    assert (await flat.again(row)).state is FollowUpState.ESCALATED
    flat.at += timedelta(minutes=10)
    await flat.send(channels)
    assert [path for path, *_ in receiver.got] == ["/me", "/later", "/mum"]
    # Somebody else hears that nobody answered, never what it was about.
    assert "pill" not in receiver.got[-1][2].decode()


async def test_an_answer_ends_the_escalation(flat: Flat, receiver: Receiver, tmp_path: Path) -> None:
    await flat.channel("later", kind="webhook", secret="s", address=receiver.url, after_minutes=5)
    row = await flat.put(tea(NOON))
    await flat.ring()
    channels = Channels(tmp_path, smtp_url=None)
    await flat.send(channels)
    await flat.store.transact(flat.user.id, lambda tx: tx.acknowledge(row.id, flat.at))
    flat.at += timedelta(minutes=6)
    assert (await flat.send(channels))["later"][0] == "obsolete"
    assert receiver.got == []


async def test_a_sender_that_died_with_a_lease_loses_nothing(flat: Flat, receiver: Receiver, tmp_path: Path) -> None:
    await flat.channel("hook", kind="webhook", secret="s", address=receiver.url)
    await flat.put(tea(NOON))
    await flat.ring()
    await flat.outbox.fan_out(flat.at)
    machine = NOON
    assert len(await flat.outbox.lease(flat.at, machine)) == 1
    assert await flat.outbox.lease(flat.at, machine + timedelta(seconds=30)) == ()
    assert len(await flat.outbox.lease(flat.at, machine + timedelta(seconds=61))) == 1
