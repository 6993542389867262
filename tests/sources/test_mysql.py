"""MySQL as a source, against a real MariaDB: exact, consistent, read-only, and never later than its deadline."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.sources.asked import answer, failed, only, reading, said
from tests.sources.servers import MariaDb
from tests.sources.shop import Ask, DatabaseTests, asking
from wallboard.core.errors import ConfigError

pytestmark = pytest.mark.xdist_group("mariadb")


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
    """Ask the shop."""
    with asking("mysql", shop.url) as ask:
        yield ask


class TestMariaDb(DatabaseTests):
    """As every database."""

    many = "SELECT seq AS code, seq AS gmv FROM seq_1_to_20000"
    slow = "SELECT max(a.updated_at) AS at, sum(sleep(10)) AS gmv FROM orders a"


def test_a_datetime_needs_the_zone_that_it_is_meant_in(ask: Ask) -> None:
    totals = "SELECT max(local_at) AS at, sum(amount) AS gmv FROM orders"
    assert "without a zone" in failed(ask(totals)).message
    assert said(ask(totals, table={"zone": "Europe/Berlin"}))["at"] == "2026-11-27T19:00:01.500000+00:00"


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


def test_a_server_that_is_frozen_is_late_not_for_ever_and_comes_back(ask: Ask, shop: MariaDb) -> None:
    source = ask()
    answer(source)
    shop.process.send(signal.SIGSTOP)
    try:
        assert failed(source, 1.0).kind == "deadline"
    finally:
        shop.process.send(signal.SIGCONT)
    assert reading(only(source)).snapshot is not None


def test_rights_that_were_revoked_are_named_with_the_grant(ask: Ask, shop: MariaDb) -> None:
    shop.run(
        "REVOKE ALL PRIVILEGES, GRANT OPTION FROM wall@'%'; REVOKE ALL PRIVILEGES, GRANT OPTION FROM wall@localhost"
    )
    told = failed(ask())
    assert (told.kind, "GRANT SELECT" in told.message) == ("auth", True)


def test_what_stands_behind_the_address_is_known_or_refused(ask: Ask, shop: MariaDb) -> None:
    with pytest.raises(ConfigError, match="tls=off"):
        ask(url=f"{shop.url}?sslmode=disable")
