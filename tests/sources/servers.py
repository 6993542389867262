"""Real servers, from the distribution's packages, on free ports of this machine and in folders that go with them.

A server is started once for all tests of a process. What must not run as root runs as the user of its package.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import psycopg
import pymysql
import requests
from paho.mqtt.enums import CallbackAPIVersion

from tests.patience import PATIENCE_S
from tests.programs import installed
from tests.sources.loopback import certificate


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def user_for(name: str) -> str | None:
    """The user that a server runs as, None for the one that runs the tests: servers of data refuse to be root."""
    if os.geteuid() != 0:
        return None
    pwd.getpwnam(name)
    return name


class Folder:
    """A temporary folder that a server of another user can use."""

    def __init__(self, name: str, user: str | None) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=f"wallboard-{name}-"))
        if user is not None:
            shutil.chown(self.path, user)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


class Process:
    """A server under test: started, frozen, killed, started again on the same port."""

    def __init__(
        self, command: Sequence[str], folder: Path, user: str | None, ready: Callable[[], object], log: str = "log"
    ) -> None:
        self._command = list(command)
        self._folder = folder
        self._user = user
        self._ready = ready
        self._log = folder / f"{log}-{os.getpid()}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and come back when it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, user=self._user
            )
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                self._ready()
            except Exception as error:
                ended = self._process.poll()
                if ended is not None or time.monotonic() > until:
                    said = self._log.read_text(errors="replace")[-2000:]
                    message = f"{self._command[0]} did not start ({ended}): {error}\n{said}"
                    raise AssertionError(message) from error
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(0.05)
            else:
                return

    def send(self, number: int) -> None:
        """Send a signal, as STOP and CONT."""
        assert self._process is not None
        self._process.send_signal(number)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it, and come back when it has ended."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGCONT)
        self._process.send_signal(number)
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


class PostgreSql:
    """A PostgreSQL with the database `shop`; the user `wall` may read what it is granted."""

    def __init__(self) -> None:
        self.user = user_for("postgres")
        self.folder = Folder("postgresql", self.user)
        self.port = free_port()
        data = self.folder.path / "data"
        subprocess.run(
            [installed("initdb"), "--no-sync", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"],
            check=True,
            capture_output=True,
            user=self.user,
            cwd=self.folder.path,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        )
        self.certificate, key = certificate(self.folder.path)
        if self.user is not None:
            shutil.chown(key, self.user)
        key.chmod(0o600)
        (data / "pg_hba.conf").write_text(
            "host all wall 127.0.0.1/32 scram-sha-256\nlocal all all trust\nhost all all 127.0.0.1/32 trust\n"
        )
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder.path,
            "fsync": "off",
            "ssl": "on",
            "ssl_cert_file": self.certificate,
            "ssl_key_file": key,
            "shared_buffers": "16MB",
            "max_connections": 20,
            "autovacuum": "off",
        }
        words = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        command = [installed("postgres"), "-D", str(data), *words]
        self.process = Process(command, self.folder.path, self.user, lambda: self.admin("postgres").close())
        self.process.start()
        self.run("CREATE DATABASE shop", "postgres")
        self.run("CREATE ROLE wall LOGIN PASSWORD 'brass-Lantern-88'")

    def admin(self, database: str = "shop") -> psycopg.Connection[Any]:
        """A connection of the superuser."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname=database, autocommit=True, connect_timeout=10
        )

    def run(self, sql: str, database: str = "shop") -> None:
        """Run statements as the superuser."""
        with self.admin(database) as connection:
            connection.execute(sql.encode())

    @property
    def url(self) -> str:
        """The address that a wall is configured with."""
        return f"postgresql://wall@127.0.0.1:{self.port}/shop"

    def close(self) -> None:
        self.process.stop(signal.SIGINT)
        self.folder.remove()


class MariaDb:
    """A MariaDB with the database `shop`; the user `wall` may read what it is granted."""

    def __init__(self) -> None:
        self.user = user_for("mysql")
        self.folder = Folder("mariadb", self.user)
        self.port = free_port()
        data = self.folder.path / "data"
        script = shutil.which("mariadb-install-db") or shutil.which("mysql_install_db")
        subprocess.run(
            [
                str(script),
                "--no-defaults",
                f"--datadir={data}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ],
            check=True,
            capture_output=True,
            user=self.user,
            cwd=self.folder.path,
        )
        command = [
            installed("mariadbd"),
            "--no-defaults",
            f"--datadir={data}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            f"--socket={self.folder.path / 'socket'}",
            f"--pid-file={self.folder.path / 'pid'}",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-buffer-pool-size=16M",
            "--performance-schema=off",
            "--skip-log-bin",
        ]
        self.process = Process(command, self.folder.path, self.user, lambda: self.admin("").close())
        self.process.start()
        self.run("CREATE DATABASE shop", "")
        self.run("CREATE USER wall@'%' IDENTIFIED BY 'brass-Lantern-88'")
        self.run("CREATE USER wall@localhost IDENTIFIED BY 'brass-Lantern-88'")

    def admin(self, database: str = "shop") -> Any:
        """A connection of the superuser."""
        return pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            user="root",
            database=database or None,
            autocommit=True,
            connect_timeout=10,
        )

    def run(self, sql: str, database: str = "shop") -> None:
        """Run statements as the superuser, parted by semicolons."""
        connection = self.admin(database)
        with contextlib.closing(connection), connection.cursor() as cursor:
            for statement in filter(str.strip, sql.split(";")):
                cursor.execute(statement)

    @property
    def url(self) -> str:
        """The address that a wall is configured with."""
        return f"mysql://wall@127.0.0.1:{self.port}/shop"

    def close(self) -> None:
        self.process.stop(signal.SIGKILL)
        self.folder.remove()


@contextlib.contextmanager
def running(make: Callable[[], Any]) -> Iterator[Any]:
    """A server for as long as it is needed."""
    server = make()
    try:
        yield server
    finally:
        server.close()


class Prometheus:
    """A Prometheus that scrapes nothing: tests write its samples, with the times that they want."""

    def __init__(self) -> None:
        self.folder = Folder("prometheus", None)
        self.port = free_port()
        (self.folder.path / "config.yml").write_text("global: {}\n")
        command = [
            installed("prometheus"),
            f"--config.file={self.folder.path / 'config.yml'}",
            f"--storage.tsdb.path={self.folder.path / 'data'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            "--web.enable-remote-write-receiver",
            "--storage.tsdb.retention.time=1d",
        ]
        self.process = Process(command, self.folder.path, None, self._ready)
        self.process.start()

    @property
    def url(self) -> str:
        """The address that a wall is configured with."""
        return f"http://127.0.0.1:{self.port}"

    def write(self, name: str, value: float, at_ms: int, **labels: str) -> None:
        """Write one sample, as remote write does it (Prometheus Remote-Write 1.0)."""
        said = b"".join(
            _field(1, _field(1, key.encode()) + _field(2, text.encode()))
            for key, text in sorted({"__name__": name, **labels}.items())
        )
        sample = b"\x09" + struct.pack("<d", value) + b"\x10" + _varint(at_ms)
        message = _field(1, said + _field(2, sample))
        headers = {"Content-Encoding": "snappy", "Content-Type": "application/x-protobuf"}
        told = requests.post(f"{self.url}/api/v1/write", data=_snappy(message), headers=headers, timeout=30)
        assert told.status_code == 204, told.text

    def close(self) -> None:
        self.process.stop(signal.SIGKILL)
        self.folder.remove()

    def _ready(self) -> None:
        requests.get(f"{self.url}/-/ready", timeout=5).raise_for_status()


class Mosquitto:
    """A Mosquitto broker: the user `wall` may read, everybody on this machine may write."""

    def __init__(self, *lines: str) -> None:
        self.folder = Folder("mosquitto", user_for("mosquitto"))
        self.port = free_port()
        passwords = self.folder.path / "passwords"
        passwords.touch()
        subprocess.run(
            ["mosquitto_passwd", "-b", str(passwords), "wall", "brass-Lantern-88"], check=True, capture_output=True
        )
        passwords.chmod(0o644)
        config = self.folder.path / "mosquitto.conf"
        config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npassword_file {passwords}\npersistence false\n"
            + "".join(f"{line}\n" for line in lines)
        )
        config.chmod(0o644)
        self.process = Process(
            [installed("mosquitto"), "-c", str(config)], self.folder.path, user_for("mosquitto"), self._ready
        )
        self.process.start()

    @property
    def url(self) -> str:
        """The address that a wall is configured with."""
        return f"mqtt://wall@127.0.0.1:{self.port}"

    def publish(self, topic: str, payload: bytes, *, retain: bool = True) -> None:
        """Publish a message, and come back when the broker has it."""
        client = mqtt.Client(CallbackAPIVersion.VERSION2)
        client.connect("127.0.0.1", self.port)
        client.loop_start()
        client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(30)
        client.disconnect()
        client.loop_stop()

    def close(self) -> None:
        self.process.stop()
        self.folder.remove()

    def _ready(self) -> None:
        socket.create_connection(("127.0.0.1", self.port), 5).close()


def _varint(number: int) -> bytes:
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*made, number))


def _field(number: int, content: bytes) -> bytes:
    return bytes((number << 3 | 2,)) + _varint(len(content)) + content


def _snappy(content: bytes) -> bytes:
    """The block format of Snappy, of literals alone."""
    pieces = [content[at : at + 60] for at in range(0, len(content), 60)]
    return _varint(len(content)) + b"".join(bytes(((len(piece) - 1) << 2,)) + piece for piece in pieces)
