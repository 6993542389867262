"""The port to the other machines over MQTT 5."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Final
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from wallboard.core.errors import WallboardError
from wallboard.core.plain_text import one_line
from wallboard.core.system_clocks import system_mono_us
from wallboard.link.bus import BusMessage, Contact
from wallboard.link.messages import MOST_BYTES

PORTS: Final = {"mqtt": 1883, "mqtts": 8883}
KEEPALIVE_S: Final = 4
"""A machine is taken for lost by the broker after one and a half of it without a sign."""
CONNECT_S: Final = 3.0
LEAST_PAUSE_S, MOST_PAUSE_S = 1, 1
"""Between two tries to reach the broker: who is lost is back within three seconds of its return."""
MOST_WAITING: Final = 8192
"""Messages that have not been looked at yet; a flood beyond them is lost, as if on the way."""
_ENVELOPE: Final = 4096


class BusError(WallboardError):
    """The broker cannot be spoken to as it is configured."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is, and how to be let in. `name` is the machine's, unique among all that use the broker."""

    url: str
    name: str
    user: str | None = None
    password: Callable[[], str | None] = field(default=lambda: None, repr=False)
    ca_file: Path | None = None
    client_cert: Path | None = None
    client_key: Path | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.url)
        return parts.hostname or "localhost", parts.port or PORTS[parts.scheme]


class MqttBus:
    """See `Bus`. The network is handled in a thread of its own; what comes is put into queues."""

    def __init__(self, broker: Broker, mono_us: Callable[[], int] = system_mono_us) -> None:
        """Nothing is sent yet. Raises BusError: certificates or passwords cannot be read."""
        self._mono_us = mono_us
        self.contact = Contact()
        self._broker = broker
        self._lock = threading.Lock()
        self._topics: list[tuple[str, SimpleQueue[BusMessage]]] = []
        self._client = self._made()

    def publish(self, topic: str, payload: bytes, *, keep: bool = False) -> None:
        """See `Bus`."""
        if self.contact.reached and len(payload) <= MOST_BYTES:
            with suppress(ValueError):
                self._client.publish(topic, payload, qos=1 if keep else 0, retain=keep)

    def subscribe(self, topics: Sequence[str]) -> SimpleQueue[BusMessage]:
        """See `Bus`."""
        queue: SimpleQueue[BusMessage] = SimpleQueue()
        with self._lock:
            self._topics += [(topic, queue) for topic in topics]
        if self.contact.reached:
            self._client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in topics])
        return queue

    def ask(self, topic: str, payload: bytes, reply_to: str) -> None:
        """See `Bus`."""
        if not self.contact.reached:
            return
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho declares no types here
        properties.ResponseTopic = reply_to
        with suppress(ValueError):
            self._client.publish(topic, payload, qos=0, properties=properties)

    def presence(self, topic: str, gone: bytes) -> Contact:
        """See `Bus`; without a topic nobody is told."""
        client = self._client
        if topic:
            client.will_set(topic, gone, qos=1, retain=True)
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho declares no types here
        properties.MaximumPacketSize = MOST_BYTES + _ENVELOPE
        properties.SessionExpiryInterval = 0
        host, port = self._broker.address
        client.connect_async(host, port, KEEPALIVE_S, clean_start=True, properties=properties)
        client.loop_start()
        return self.contact

    def close(self) -> None:
        """See `Bus`."""
        self.contact.reached = False
        self._client.disconnect()
        self._client.loop_stop()

    def _made(self) -> mqtt.Client:
        broker = self._broker
        client = set_up(mqtt.Client(CallbackAPIVersion.VERSION2, client_id=broker.name, protocol=mqtt.MQTTv5), broker)
        client.reconnect_delay_set(LEAST_PAUSE_S, MOST_PAUSE_S)
        client.max_inflight_messages_set(100)
        client.max_queued_messages_set(1000)
        client.on_socket_open = _on_socket_open
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        return client

    # These are called in the client's own thread.

    def _on_connect(
        self, client: mqtt.Client, _data: object, _flags: object, reason: ReasonCode, _properties: object
    ) -> None:
        if reason.is_failure:
            self.contact.why = f"the broker refuses this machine ({reason}): check user and password"
            return
        with self._lock:
            wanted = [(topic, SubscribeOptions(qos=1)) for topic, _ in self._topics]
        if wanted:
            client.subscribe(wanted)
        self.contact.why = ""
        self.contact.times += 1
        self.contact.reached = True

    def _on_connect_fail(self, _client: mqtt.Client, _data: object) -> None:
        host, port = self._broker.address
        self.contact.why = f"the broker is not reached: {host}:{port}"

    def _on_disconnect(
        self, _client: mqtt.Client, _data: object, _flags: object, reason: ReasonCode, _properties: object
    ) -> None:
        self.contact.reached = False
        if str(reason) == "Session taken over":
            self.contact.why = f"another machine has this one's name: give each its own node ({self._broker.name})"
        elif not self.contact.why:
            self.contact.why = one_line(f"the broker is lost ({reason})")

    def _on_message(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        reply_to = getattr(message.properties, "ResponseTopic", "") if message.properties is not None else ""
        told = BusMessage(message.topic, bytes(message.payload), bool(message.retain), str(reply_to), self._mono_us())
        with self._lock:
            queues = {id(queue): queue for topic, queue in self._topics if mqtt.topic_matches_sub(topic, told.topic)}
        for queue in queues.values():
            if queue.qsize() < MOST_WAITING:
                queue.put(told)


def set_up(client: mqtt.Client, broker: Broker) -> mqtt.Client:
    """A client that can log in as configured. Raises BusError, WallboardError."""
    client.connect_timeout = CONNECT_S
    parts = urlsplit(broker.url)
    user = broker.user or unquote(parts.username or "")
    if user:
        client.username_pw_set(user, broker.password() or unquote(parts.password or "") or None)
    if parts.scheme == "mqtts":
        client.tls_set_context(_context(broker))
    return client


def _on_socket_open(_client: mqtt.Client, _data: object, opened: object) -> None:
    """Small messages go at once: a clock is compared by them, and Nagle's algorithm holds them back by 40 ms."""
    if isinstance(opened, socket.socket):
        with suppress(OSError):
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _context(broker: Broker) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=None if broker.ca_file is None else str(broker.ca_file))
        if broker.client_cert is not None:
            context.load_cert_chain(broker.client_cert, broker.client_key)
    except (ssl.SSLError, OSError) as error:
        msg = f"[cluster] the CA file or the client certificate and key cannot be used ({error})"
        raise BusError(msg) from None
    return context
