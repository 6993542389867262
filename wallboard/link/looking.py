"""Looks at a wall through its broker, without being one of its machines: who is there, and what the broker allows."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from queue import Empty
from typing import Any, Final

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from wallboard.core.instants import SECOND_US
from wallboard.core.system_clocks import system_mono_us
from wallboard.link.messages import Beat, Head, LeadMessage, Refused, Sealer, Topics
from wallboard.link.mqtt_bus import Broker, MqttBus, set_up
from wallboard.link.peers import Peers
from wallboard.recording.link_files import Machine

PATIENCE_S: Final = 5.0
_GONE: Final = b""


@dataclass(frozen=True, slots=True)
class Seen:
    """A wall as it was seen: its machines, who leads, how far the lead's recording goes, and what went wrong."""

    machines: tuple[Machine, ...]
    lead: str = ""
    epoch: int = 0
    commit_us: int = 0
    why: str = ""
    refused: int = 0


def look(broker: Broker, wall: str, key: bytes, seconds: float) -> Seen:
    """What all machines of a wall tell within so many seconds. Raises BusError."""
    topics, sealer, peers = Topics(wall), Sealer(key), Peers("")
    bus = MqttBus(broker, system_mono_us)
    inbox = bus.subscribe((topics.node("+"), topics.lead, topics.head))
    contact = bus.presence("", _GONE)
    until_us = system_mono_us() + round(seconds * SECOND_US)
    lead, head, refused = LeadMessage(0, "", "", ()), Head(0, "", 0, 0, b""), 0
    try:
        while (left_us := until_us - system_mono_us()) > 0:
            try:
                message = inbox.get(timeout=left_us / SECOND_US)
            except Empty:
                break
            if not message.payload:
                continue
            try:
                told = sealer.opened(message.topic, message.payload)
                if isinstance(told, Beat) and message.topic == topics.node(told.node):
                    peers.take(told, system_mono_us(), kept=message.kept)
                elif isinstance(told, LeadMessage):
                    lead = max(lead, told, key=lambda each: each.epoch)
                elif isinstance(told, Head):
                    head = max(head, told, key=lambda each: (each.epoch, each.commit_us))
            except Refused:
                refused += 1
    finally:
        why = "" if contact.times else contact.why or "the broker is not reached"
        bus.close()
    return Seen(peers.machines(system_mono_us()), lead.node, lead.epoch, head.commit_us, why, refused)


@dataclass(frozen=True, slots=True)
class Rights:
    """What the broker said to a publish that it should refuse: whether it was reached, let this machine in, refused."""

    reached: bool
    why: str = ""
    refuses: bool = False
    answered: bool = False
    took_us: int = 0


def try_forbidden(broker: Broker, topic: str) -> Rights:
    """Publish, once and with nothing in it, where this machine may not. Raises BusError."""
    done, in_ = threading.Event(), threading.Event()
    codes: list[ReasonCode] = []
    whys: list[str] = []
    client = set_up(mqtt.Client(CallbackAPIVersion.VERSION2, client_id=broker.name, protocol=mqtt.MQTTv5), broker)

    def on_connect(_client: mqtt.Client, _data: object, _flags: object, reason: ReasonCode, _p: object) -> None:
        if reason.is_failure:
            whys.append(f"the broker refuses this machine ({reason})")
            done.set()
        in_.set()

    def on_publish(_client: mqtt.Client, _data: object, _id: int, reason: Any, _properties: object) -> None:
        codes.append(reason)
        done.set()

    client.on_connect, client.on_publish = on_connect, on_publish
    begun_us = system_mono_us()
    host, port = broker.address
    try:
        client.connect(host, port)
    except (OSError, ValueError) as error:
        return Rights(False, f"{host}:{port} is not reached ({error})")
    client.loop_start()
    try:
        if not in_.wait(PATIENCE_S):
            return Rights(False, f"{host}:{port} does not answer")
        took_us = system_mono_us() - begun_us
        if whys:
            return Rights(True, whys[0], took_us=took_us)
        client.publish(topic, b"", qos=1)
        answered = done.wait(PATIENCE_S)
        refuses = bool(codes) and codes[0].is_failure
        return Rights(True, "", refuses, answered, took_us)
    finally:
        client.disconnect()
        client.loop_stop()
