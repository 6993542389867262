"""PostgreSQL as a source, against a real server: exact, consistent, read-only, and never later than its deadline."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources.asked import PASSWORD, answer, failed, only, opened, reading, said
from tests.sources.loopback import certificate
from tests.sources.servers import PostgreSql
from tests.sources.shop import TOTALS, Ask, DatabaseTests, asking
from wallboard.core.instants import to_us
from wallboard.core.local_hosts import is_local
from wallboard.core.masking import KNOWN

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture
def shop(postgresql: PostgreSql) -> PostgreSql:
    """An orders table with two orders."""
    postgresql.run(
        "DROP TABLE IF EXISTS orders; CREATE TABLE orders (id bigserial, city text, amount numeric, f float8,"
        " updated_at timestamptz NOT NULL DEFAULT clock_timestamp(), naive timestamp);"
        "INSERT INTO orders (city, amount, updated_at) VALUES ('Berlin', 12.345, '2026-11-27 20:00:00+01'),"
        " ('Köln', 0.1, '2026-11-27 20:00:01.5+01'); GRANT SELECT ON orders TO wall"
    )
    return postgresql


@pytest.fixture
def ask(shop: PostgreSql) -> Iterator[Ask]:
    """Ask the shop."""
    with asking("postgresql", shop.url) as ask:
        yield ask


class TestPostgreSql(DatabaseTests):
    """As every database."""

    many = "SELECT n::text AS code, repeat('9', 9)::numeric AS gmv FROM generate_series(1, 20000) n"
    slow = "SELECT max(updated_at) AS at, count(pg_sleep(30)) AS gmv FROM orders"
    ends_with = signal.SIGINT


def test_a_sum_of_floats_is_refused_where_it_is_not_exact(ask: Ask, shop: PostgreSql) -> None:
    shop.run("UPDATE orders SET f = 0.1")
    told = failed(ask("SELECT max(updated_at) AS at, sum(f) AS gmv FROM orders"))
    assert (told.kind, "state it as NUMERIC" in told.message) == ("unusable", True)


def test_a_figure_that_is_no_number_costs_only_itself(ask: Ask) -> None:
    told = reading(ask("SELECT max(updated_at) AS at, sum(amount) AS gmv, 'NaN'::numeric AS orders FROM orders"))
    assert told.snapshot is not None
    assert [str(problem) for problem in told.problems] == ["orders: is NaN, which is no amount"]


def test_null_is_missing_but_not_for_the_time(ask: Ask, shop: PostgreSql) -> None:
    assert "orders" not in said(ask("SELECT max(updated_at) AS at, 1 AS gmv, NULL::int AS orders FROM orders"))
    shop.run("DELETE FROM orders")
    assert "`at` is NULL" in failed(ask()).message


def test_a_row_without_a_code_is_left_out_and_named(ask: Ask, shop: PostgreSql) -> None:
    shop.run("UPDATE orders SET city = NULL WHERE city = 'Berlin'")
    told = reading(ask(cities="SELECT city AS code, amount AS gmv FROM orders ORDER BY id"))
    assert told.snapshot is not None
    assert [city.code for city in told.snapshot.cities or ()] == ["Köln"]
    assert [str(problem) for problem in told.problems] == ["cities[0]: has no code"]


@pytest.mark.parametrize(
    ("totals", "kind", "words"),
    [
        ("SELECT now() AS moment, 1 AS gmv", "unusable", "no single figure of the contract"),
        ("SELECT now()::timestamptz(6) + '0s' AS at, 1 AS gmv", "unusable", "the time of reading"),
        ("SELECT updated_at AS at, amount AS gmv FROM orders", "unusable", "more than one row"),
        ("SELECT updated_at AS at, amount AS gmv FROM orders WHERE false", "unusable", "no row"),
        ("SELECT max(updated_at) AS at, sum(amuont) AS gmv FROM orders", "query", 'column "amuont" does not exist'),
        ("SELECT naive AS at, 1 AS gmv FROM orders LIMIT 1", "unusable", "`at` is NULL"),
        ("SELECT '2026-11-27 20:00'::timestamp AS at, 1 AS gmv", "unusable", "without a zone"),
        (
            "WITH gone AS (DELETE FROM orders RETURNING 1) SELECT max(updated_at) AS at, 1 AS gmv FROM orders",
            "query",
            "",
        ),
    ],
)
def test_what_cannot_be_meant_is_one_line_that_says_what_to_do(ask: Ask, totals: str, kind: str, words: str) -> None:
    told = failed(ask(totals))
    assert (told.kind, words in told.message, "\n" in told.message) == (kind, True, False)
    assert told.message.endswith("/shop")


def test_it_can_only_read(ask: Ask, shop: PostgreSql) -> None:
    shop.run(
        "GRANT ALL ON orders TO wall; CREATE OR REPLACE FUNCTION empty() RETURNS timestamptz LANGUAGE sql AS"
        " $$DELETE FROM orders; SELECT now() - interval '1 s'$$"
    )
    told = failed(ask("SELECT empty() AS at, 1 AS gmv"))
    assert (told.kind, "a wall only reads" in told.message) == ("query", True)
    assert reading(ask()).snapshot is not None


def test_a_slow_query_ends_at_the_server_too(ask: Ask, shop: PostgreSql) -> None:
    assert failed(ask(TestPostgreSql.slow), 1.0).kind == "deadline"
    running = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'wall' AND state = 'active'"
    with shop.admin() as connection:
        assert connection.execute(running).fetchone() == (0,)


def test_a_server_that_is_frozen_in_the_middle_is_late_not_for_ever(ask: Ask, shop: PostgreSql) -> None:
    source = ask()
    answer(source)
    with shop.admin() as connection:
        row = connection.execute("SELECT pid FROM pg_stat_activity WHERE usename = 'wall'").fetchone()
    assert row is not None
    os.kill(row[0], signal.SIGSTOP)
    try:
        assert failed(source, 1.0).kind == "deadline"
    finally:
        os.kill(row[0], signal.SIGCONT)
    assert reading(only(source)).snapshot is not None


def test_a_connection_that_the_server_has_ended_costs_no_fetch(ask: Ask, shop: PostgreSql) -> None:
    source = ask()
    answer(source)
    with shop.admin() as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'wall'")
    assert reading(only(source)).snapshot is not None


def test_rights_that_were_revoked_are_named_with_the_grant(ask: Ask, shop: PostgreSql) -> None:
    source = ask()
    answer(source)
    shop.run("REVOKE SELECT ON orders FROM wall")
    told = failed(source)
    assert (told.kind, "permission denied for table orders" in told.message) == ("auth", True)
    assert "GRANT SELECT" in told.message


def test_a_password_is_never_shown_wherever_it_is_repeated(ask: Ask) -> None:
    told = failed(ask(f"SELECT max(updated_at) AS at, '{PASSWORD}'::int AS gmv FROM orders"))
    assert PASSWORD not in told.message
    assert PASSWORD not in KNOWN.masked(f"it is {PASSWORD}")


def test_a_missing_password_is_named_before_anybody_is_asked(shop: PostgreSql) -> None:
    table = {"kind": "postgresql", "url": shop.url, "password_env": "WALL_NONE", "queries": {"totals": TOTALS}}
    told = failed(opened(table))
    assert (told.kind, "the password is missing: set the environment variable WALL_NONE" in told.message) == (
        "credentials",
        True,
    )


def test_a_server_elsewhere_must_show_its_certificate(shop: PostgreSql, tmp_path: Path) -> None:
    assert [is_local(host) for host in ("", "/run/postgresql", "localhost", "127.0.0.1", "::1", "db.example")] == [
        *(True,) * 5,
        False,
    ]
    table = {"kind": "postgresql", "password_env": "WALL_PASSWORD", "queries": {"totals": TOTALS}}
    trusted = opened(table | {"url": shop.url, "ca_file": str(shop.certificate)})
    assert reading(trusted).snapshot is not None
    trusted.close()
    other, _ = certificate(tmp_path)
    for keys in ({"ca_file": str(other)}, {"url": f"{shop.url}?sslmode=verify-full&sslrootcert=system"}):
        told = failed(opened(table | {"url": shop.url} | keys))
        assert (told.kind, "ca_file" in told.message) == ("tls", True)


def test_the_clock_of_the_server_travels_with_its_answer(ask: Ask, shop: PostgreSql) -> None:
    told = answer(ask())
    with shop.admin() as connection:
        row = connection.execute("SELECT now()").fetchone()
    assert row is not None
    assert told.date_us is not None
    assert 0 <= to_us(row[0]) - told.date_us < 60_000_000
    assert dict(told.headers)["server"].startswith("PostgreSQL ")
