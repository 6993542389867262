"""MySQL as a source, against a real MariaDB: exact, consistent, read-only, and never later than its deadline."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.sources.asked import PASSWORD, answer, failed, only, opened, reading, said
from tests.sources.servers import MariaDb
from wallboard.core.contract.reading import read_answer
from wallboard.core.errors import ConfigError
from wallboard.core.instants import to_us
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.failover import Failover

pytestmark = pytest.mark.xdist_group("mariadb")

TOTALS = "SELECT max(updated_at) AS at, sum(amount) AS gmv, count(*) AS orders FROM orders"
CITIES = "SELECT city AS code, sum(amount) AS gmv FROM orders GROUP BY city ORDER BY gmv DESC LIMIT 100"

Ask = Callable[..., Failover]


@pytest.fixture
def shop(mariadb: MariaDb) -> MariaDb:
    """An orders table with two orders."""
    mariadb.run(
        "DROP TABLE IF EXISTS orders; CREATE TABLE orders (id bigint AUTO_INCREMENT PRIMARY KEY, city varchar(50),"
        " amount decimal(40,3), f double, updated_at timestamp(6) NOT NULL DEFAULT current_timestamp(6),"
        " local_at datetime(6)) CHARSET utf8mb4; SET time_zone = '+01:00';"
        "INSERT INTO orders (city, amount, updated_at, local_at) VALUES ('Berlin', 12.345, '2026-11-27 20:00:00',"
        " '2026-11-27 20:00:00'),"
        " ('Köln', 0.1, '2026-11-27 20:00:01.5', '2026-11-27 20:00:01.5');"
        "GRANT SELECT ON shop.* TO wall@'%'; GRANT SELECT ON shop.* TO wall@localhost"
    )
    return mariadb


@pytest.fixture
def ask(shop: MariaDb) -> Iterator[Ask]:
    """Open the shop with these queries."""
    made: list[Failover] = []

    def start(totals: str = TOTALS, *, url: str | None = None, zone: str | None = None, **more: str) -> Failover:
        table: dict[str, Any] = {"kind": "mysql", "url": url or shop.url, "password_env": "WALL_PASSWORD"}
        made.append(
            opened(
                table | {"zone": zone, "queries": {"totals": totals, **more}}
                if zone
                else table | {"queries": {"totals": totals, **more}}
            )
        )
        return made[-1]

    yield start
    for source in made:
        source.close()


def test_decimal_amounts_are_exact_to_the_minor_unit_and_floored(ask: Ask) -> None:
    snapshot = reading(ask(cities=CITIES)).snapshot
    assert snapshot is not None
    assert (snapshot.gmv_fen, snapshot.figure("orders")) == (1244, 2)
    assert [(city.code, city.gmv_fen) for city in snapshot.cities or ()] == [("Berlin", 1234), ("Köln", 10)]


def test_a_timestamp_is_the_instant_that_it_is_whatever_the_zone_of_the_session(ask: Ask) -> None:
    assert said(ask())["at"] == "2026-11-27T19:00:01.500000+00:00"


def test_a_datetime_needs_the_zone_that_it_is_meant_in(ask: Ask) -> None:
    totals = "SELECT max(local_at) AS at, sum(amount) AS gmv FROM orders"
    assert "without a zone" in failed(ask(totals)).message
    assert said(ask(totals, zone="Europe/Berlin"))["at"] == "2026-11-27T19:00:01.500000+00:00"


@pytest.mark.parametrize("amount", ["9007199254740993.01", "99999999999999.99", "0.009"])
def test_amounts_beyond_what_a_float_holds_are_exact(ask: Ask, shop: MariaDb, amount: str) -> None:
    shop.run(f"DELETE FROM orders; INSERT INTO orders (amount) VALUES ({amount})")
    whole, _, fraction = amount.partition(".")
    snapshot = reading(ask()).snapshot
    assert snapshot is not None
    assert snapshot.gmv_fen == int(whole) * 100 + int(fraction[:2])


@pytest.mark.parametrize(
    ("totals", "kind", "words"),
    [
        ("SELECT updated_at AS at, 0.1e0 AS gmv FROM orders LIMIT 1", "unusable", "state it as NUMERIC"),
        ("SELECT updated_at AS at, amount AS gmv FROM orders", "unusable", "more than one row"),
        ("SELECT max(updated_at) AS at, sum(amuont) AS gmv FROM orders", "query", "Unknown column 'amuont'"),
        ("SELECT max(updated_at) AS at, 1 AS gmv, 1 AS gmv FROM orders", "query", "Duplicate column name 'gmv'"),
        ("SELECT max(updated_at) AS at, 1 AS gmv FROM orders WHERE false", "unusable", "`at` is NULL"),
        ("SELECT max(updated_at) AS at, 1 AS gmv FROM ordres", "query", "ordres' doesn't exist"),
    ],
)
def test_what_cannot_be_meant_is_one_line_that_says_what_to_do(ask: Ask, totals: str, kind: str, words: str) -> None:
    told = failed(ask(totals))
    assert (told.kind, words in told.message, told.message.endswith("/shop")) == (kind, True, True)


def test_it_can_only_read(ask: Ask, shop: MariaDb) -> None:
    connection = shop.admin()
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION IF EXISTS emptied")
        cursor.execute(
            "CREATE FUNCTION emptied() RETURNS int MODIFIES SQL DATA BEGIN DELETE FROM orders; RETURN 1; END"
        )
        cursor.execute("GRANT ALL ON shop.* TO wall@'%'")
        cursor.execute("GRANT ALL ON shop.* TO wall@localhost")
    connection.close()
    told = failed(ask("SELECT max(updated_at) AS at, emptied() AS gmv FROM orders"))
    assert (told.kind, "a wall only reads" in told.message) == ("query", True)
    assert reading(ask()).snapshot is not None


def test_what_is_read_is_of_one_instant_while_a_writer_races(ask: Ask, shop: MariaDb) -> None:
    source, stop = ask(cities="SELECT city AS code, sum(amount) AS gmv FROM orders GROUP BY 1"), threading.Event()

    def write() -> None:
        connection = shop.admin()
        with connection.cursor() as cursor:
            while not stop.is_set():
                cursor.execute("INSERT INTO orders (city, amount) VALUES ('Ulm', 1), ('Bonn', 1)")
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(30):
            told = said(source)
            assert sum(round(float(city["gmv"]) * 1000) for city in told["cities"]) == round(float(told["gmv"]) * 1000)
    finally:
        stop.set()
        writer.join()


def test_a_slow_query_ends_at_the_server_before_the_deadline(ask: Ask) -> None:
    slow = "SELECT max(a.updated_at) AS at, sum(sleep(10)) AS gmv FROM orders a"
    assert failed(ask(slow), 1.0).kind == "deadline"


def test_a_server_that_is_frozen_is_late_not_for_ever_and_comes_back(ask: Ask, shop: MariaDb) -> None:
    source = ask()
    answer(source)
    shop.process.send(signal.SIGSTOP)
    try:
        assert failed(source, 1.0).kind == "deadline"
    finally:
        shop.process.send(signal.SIGCONT)
    assert reading(only(source)).snapshot is not None


def test_a_server_that_was_restarted_between_two_fetches_costs_none(ask: Ask, shop: MariaDb) -> None:
    source = ask()
    answer(source)
    shop.process.stop()
    assert failed(source, 5.0).kind in ("refused", "reset")
    shop.process.start()
    assert reading(only(source)).snapshot is not None


def test_rights_that_were_revoked_are_named_with_the_grant(ask: Ask, shop: MariaDb) -> None:
    shop.run(
        "REVOKE ALL PRIVILEGES, GRANT OPTION FROM wall@'%'; REVOKE ALL PRIVILEGES, GRANT OPTION FROM wall@localhost"
    )
    told = failed(ask())
    assert (told.kind, "GRANT SELECT" in told.message) == ("auth", True)


def test_a_wrong_password_is_told_without_it(shop: MariaDb) -> None:
    table = {"kind": "mysql", "url": shop.url, "password_env": "P", "queries": {"totals": TOTALS}}
    told = failed(opened(table, environ={"P": "another-Secret-77"}))
    assert (told.kind, "another-Secret-77" in told.message, PASSWORD in told.message) == ("auth", False, False)


def test_more_rows_than_a_list_may_have_are_refused(ask: Ask) -> None:
    told = failed(ask(cities="SELECT seq AS code, seq AS gmv FROM seq_1_to_20000"))
    assert (told.kind, "LIMIT" in told.message) == ("unusable", True)


def test_nobody_listens_there(ask: Ask) -> None:
    assert failed(ask(url="mysql://wall@127.0.0.1:1/shop")).kind == "refused"


def test_a_per_cent_sign_in_a_query_is_one(ask: Ask) -> None:
    assert (
        said(ask("SELECT max(updated_at) AS at, sum(amount) AS gmv FROM orders WHERE city LIKE '%öln'"))["gmv"]
        == "0.100"
    )


def test_what_stands_behind_the_address_is_known_or_refused(ask: Ask, shop: MariaDb) -> None:
    with pytest.raises(ConfigError, match="tls=off"):
        ask(url=f"{shop.url}?sslmode=disable")


def test_it_can_be_asked_about_the_past_where_the_queries_say_until_when(ask: Ask) -> None:
    past = only(ask(f"{TOTALS} WHERE updated_at <= :until"))
    at_us = to_us(datetime.fromisoformat("2026-11-27T19:00:01+00:00"))
    told = read_answer(past.past(at_us, system_mono_us() + 20_000_000).body)
    assert told.snapshot is not None
    assert (told.snapshot.gmv_fen, told.filled, past.knows_the_past) == (1234, True, True)
