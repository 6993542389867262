"""MQTT: a retained message of one topic is one whole snapshot; the newest one counts."""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from wallboard.config.source_settings import SourceSettings
from wallboard.core.masking import KNOWN, redacted, secrets_in
from wallboard.core.plain_text import one_line
from wallboard.sources.protocol import Answer, FetchFailed, Kind, NotModified, Source, SourceRequest, Validators
from wallboard.sources.secrets import read_password, redact

PORTS: Final = {"mqtt": 1883, "mqtts": 8883}
KEEPALIVE_S: Final = 15
"""Silence after which a broker is asked whether it is there: it is known to be gone after one and a half of it."""


def open_mqtt(request: SourceRequest) -> Source:
    """A source as configured."""
    KNOWN.learn(secrets_in(request.settings.url))
    return MqttSource(request)


class MqttSource:
    """Listens to one topic of one broker, in a thread of its own from the first fetch on."""

    def __init__(self, request: SourceRequest) -> None:
        self.name = request.name
        self._settings = request.settings
        self._password: Callable[[], str | None] = lambda: read_password(request.settings, request.environ)
        self._topic = request.settings.topic or ""
        self._max_bytes = request.polling.max_body_bytes
        self._connect_timeout_s = request.polling.connect_timeout_s
        self._mono_us = request.mono_us
        self._where = f"{redact(request.settings.url)} {self._topic}"
        self._client: mqtt.Client | None = None
        self._news = threading.Condition()
        self._payload: bytes | None = None
        self._refusal: tuple[Kind, str] | None = None
        self._let_in = False

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """The newest message, or NotModified while it is the one that is known. Raises FetchFailed."""
        begun_us = self._mono_us()
        try:
            payload = self._newest(deadline_mono_us)
        except FetchFailed as failed:
            if failed.kind != "too_large":
                self.close()
            message = one_line(redacted(f"{failed.message}: {self._where}"))
            raise FetchFailed(
                failed.kind, message, failed.retry_after_s, source=self.name, fetch_us=self._mono_us() - begun_us
            ) from None
        took_us = self._mono_us() - begun_us
        etag = hashlib.sha256(payload).hexdigest()[:16]
        if known is not None and known.source == self.name and known.etag == etag:
            return NotModified(self.name, took_us)
        told = (("topic", self._topic),)
        return Answer(payload, 200, self.name, took_us, Validators(self.name, etag=etag), len(payload), told)

    def close(self) -> None:
        """Leave the broker."""
        client, self._client = self._client, None
        if client is not None:
            client.disconnect()
            client.loop_stop()

    def _newest(self, deadline_us: int) -> bytes:
        if self._client is None:
            self._connect()
        with self._news:
            while not (self._let_in and self._payload is not None):
                if self._refusal is not None:
                    raise FetchFailed(*self._refusal, 60.0 if self._refusal[0] == "auth" else None)
                left_s = (deadline_us - self._mono_us()) / 1e6
                if left_s <= 0 or not self._news.wait(left_s):
                    raise self._silent()
            payload = self._payload
        assert payload is not None
        if len(payload) > self._max_bytes:
            why = f"the message is larger than {self._max_bytes / 1e6:g} MB"
            raise FetchFailed(kind="too_large", message=why)
        return KNOWN.masked_body(payload)

    def _silent(self) -> FetchFailed:
        if not self._let_in:
            return FetchFailed("unreachable", "the broker does not answer: check the network")
        return FetchFailed("deadline", "there is no message yet: is it published with retain, and is the topic right?")

    def _connect(self) -> None:
        self._payload, self._refusal, self._let_in = None, None, False
        parts = urlsplit(self._settings.url)
        client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
        client.connect_timeout = self._connect_timeout_s
        client.reconnect_delay_set(1, 30)
        user = self._settings.user or unquote(parts.username or "")
        password = self._password()
        if user:
            client.username_pw_set(user, password if password is not None else unquote(parts.password or "") or None)
        if parts.scheme == "mqtts":
            client.tls_set_context(_context(self._settings, self._connect_timeout_s))
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        try:
            client.connect(parts.hostname or "localhost", parts.port or PORTS[parts.scheme], KEEPALIVE_S)
        except (OSError, ValueError) as error:
            raise _unconnected(error) from None
        client.loop_start()
        self._client = client

    # These four are called in the client's own thread.

    def _on_connect(self, client: mqtt.Client, _data: object, _flags: object, reason: Any, _properties: object) -> None:
        with self._news:
            if reason.is_failure:
                kind: Kind = "auth" if "uthori" in str(reason) or "password" in str(reason) else "unreachable"
                help_text = ": set user and password_env" if kind == "auth" else ""
                self._refusal = (kind, f"the broker refuses the connection ({reason}){help_text}")
                self._news.notify_all()
                return
        client.subscribe(self._topic, qos=1)

    def _on_subscribe(
        self, _client: mqtt.Client, _data: object, _id: int, reasons: list[Any], _properties: object
    ) -> None:
        with self._news:
            if any(reason.is_failure for reason in reasons):
                self._refusal = ("auth", "the broker does not let this user read the topic")
            self._let_in = True
            self._news.notify_all()

    def _on_disconnect(self, _client: mqtt.Client, _data: object, _flags: object, _reason: object, _p: object) -> None:
        with self._news:
            self._let_in = False

    def _on_message(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        if not message.payload:
            return  # a retained message was cleared: what was said stays said
        with self._news:
            self._payload = bytes(message.payload)
            self._news.notify_all()


class _ClosingTls(ssl.SSLSocket):
    """A socket whose handshake is bounded, and that is closed where it fails: the client only forgets it."""

    limit_s: float

    def do_handshake(self, block: bool = False) -> None:
        self.settimeout(self.limit_s)
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


def _context(settings: SourceSettings, limit_s: float) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=None if settings.ca_file is None else str(settings.ca_file))
        if settings.client_cert is not None:
            context.load_cert_chain(settings.client_cert, settings.client_key)
        context.sslsocket_class = type("_BoundTls", (_ClosingTls,), {"limit_s": limit_s})
    except (ssl.SSLError, OSError):
        raise FetchFailed(
            kind="credentials", message="the CA file or the client certificate and key are unusable"
        ) from None
    return context


def _unconnected(error: Exception) -> FetchFailed:
    match error:
        case ssl.SSLCertVerificationError():
            why = f"the broker's certificate is not accepted ({error.verify_message.rstrip('.')}): name its authority"
            return FetchFailed("tls", f"{why} with ca_file")
        case ssl.SSLError():
            return FetchFailed("tls", "the broker speaks no TLS on this port: is it mqtt:// instead of mqtts://?")
        case socket.gaierror():
            return FetchFailed("dns", "the name cannot be resolved: check its spelling and the network")
        case ConnectionRefusedError():
            return FetchFailed("refused", "nothing listens there: is the broker running and the port right?")
        case TimeoutError():
            return FetchFailed("connect_timeout", "no connection in time: check network and firewall")
        case _:
            return FetchFailed("unreachable", "cannot be reached: check the network")
