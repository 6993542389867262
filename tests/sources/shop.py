"""A shop's orders in a database: how a wall asks about them, and what holds of every database alike."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

import pytest

from tests.sources.asked import answer, failed, only, opened, reading, said
from tests.sources.servers import Process
from wallboard.core.contract.reading import read_answer
from wallboard.core.instants import to_us
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.failover import Failover

TOTALS = "SELECT max(updated_at) AS at, sum(amount) AS gmv, count(*) AS orders FROM orders"
CITIES = "SELECT city AS code, sum(amount) AS gmv FROM orders GROUP BY city ORDER BY 2 DESC LIMIT 100"

Ask = Callable[..., Failover]


class Shop(Protocol):
    """A server with the table `orders`: 12.345 from Berlin at 20:00:00 and 0.1 from Köln at 20:00:01.5, both +01:00."""

    process: Process

    @property
    def url(self) -> str: ...
    def run(self, sql: str) -> None: ...


@contextmanager
def asking(kind: str, url: str) -> Iterator[Ask]:
    """Opens sources with these queries, at `url` unless another is given; all are closed in the end."""
    made: list[Failover] = []

    def start(
        totals: str = TOTALS,
        *,
        url: str = url,
        table: dict[str, Any] | None = None,
        environ: dict[str, str] | None = None,
        **more: str,
    ) -> Failover:
        whole = {"kind": kind, "url": url, "password_env": "WALL_PASSWORD", "queries": {"totals": totals, **more}}
        made.append(opened(whole | (table or {}), environ=environ))
        return made[-1]

    try:
        yield start
    finally:
        for source in made:
            source.close()


class DatabaseTests:
    """What holds of every database; the modules of each say the fixtures `ask` and `shop`, and what differs."""

    many = ""
    """A list of twenty thousand rows."""
    slow = ""
    """Totals that take ten seconds or more."""
    ends_with = signal.SIGTERM

    def test_amounts_are_exact_to_the_minor_unit_and_floored(self, ask: Ask) -> None:
        snapshot = reading(ask(cities=CITIES)).snapshot
        assert snapshot is not None
        assert (snapshot.gmv_fen, snapshot.figure("orders")) == (1244, 2)
        assert [(city.code, city.gmv_fen) for city in snapshot.cities or ()] == [("Berlin", 1234), ("Köln", 10)]

    def test_the_time_is_that_of_the_data_whatever_the_zone_of_the_session(self, ask: Ask) -> None:
        assert said(ask())["at"] == "2026-11-27T19:00:01.500000+00:00"

    @pytest.mark.parametrize("amount", ["9007199254740993.01", "99999999999999.99", "0.009", "123456789012.999"])
    def test_amounts_beyond_what_a_float_holds_are_exact(self, ask: Ask, shop: Shop, amount: str) -> None:
        shop.run(f"DELETE FROM orders; INSERT INTO orders (amount) VALUES ({amount})")
        whole, _, fraction = amount.partition(".")
        snapshot = reading(ask()).snapshot
        assert snapshot is not None
        assert snapshot.gmv_fen == int(whole) * 100 + int(fraction[:2])

    def test_what_is_read_is_of_one_instant_while_a_writer_races(self, ask: Ask, shop: Shop) -> None:
        source, stop = ask(cities="SELECT city AS code, sum(amount) AS gmv FROM orders GROUP BY 1"), threading.Event()

        def write() -> None:
            while not stop.is_set():
                shop.run("INSERT INTO orders (city, amount) VALUES ('Ulm', 1), ('Bonn', 1)")

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for _ in range(30):
                told = said(source)
                parts = sum(round(float(city["gmv"]) * 1000) for city in told["cities"])
                assert parts == round(float(told["gmv"]) * 1000)
        finally:
            stop.set()
            writer.join()

    def test_a_slow_query_ends_before_the_deadline(self, ask: Ask) -> None:
        assert failed(ask(self.slow), 1.0).kind == "deadline"

    def test_a_server_that_was_restarted_between_two_fetches_costs_none(self, ask: Ask, shop: Shop) -> None:
        source = ask()
        answer(source)
        shop.process.stop(self.ends_with)
        assert failed(source, 5.0).kind in ("refused", "reset")
        shop.process.start()
        assert reading(only(source)).snapshot is not None

    def test_a_wrong_password_is_told_without_it(self, ask: Ask) -> None:
        told = failed(ask(table={"password_env": "P"}, environ={"P": "another-Secret-77"}))
        assert (told.kind, "another-Secret-77" in told.message) == ("auth", False)

    def test_more_rows_than_a_list_may_have_are_refused_without_being_read(self, ask: Ask) -> None:
        told = failed(ask(cities=self.many))
        assert (told.kind, "LIMIT" in told.message) == ("unusable", True)

    def test_nobody_listens_there(self, ask: Ask, shop: Shop) -> None:
        told = failed(ask(url=f"{shop.url.partition('://')[0]}://wall@127.0.0.1:1/shop"))
        assert (told.kind, "is the server running and the port right?" in told.message) == ("refused", True)

    def test_a_per_cent_sign_in_a_query_is_one(self, ask: Ask) -> None:
        assert float(said(ask(f"{TOTALS} WHERE city LIKE '%öln'"))["gmv"]) == 0.1

    def test_it_can_be_asked_about_the_past_where_the_queries_say_until_when(self, ask: Ask) -> None:
        past = only(ask(f"{TOTALS} WHERE updated_at <= :until"))
        at_us = to_us(datetime.fromisoformat("2026-11-27T19:00:01+00:00"))
        told = read_answer(past.past(at_us, system_mono_us() + 20_000_000).body)
        assert told.snapshot is not None
        assert (told.snapshot.gmv_fen, told.filled, past.knows_the_past) == (1234, True, True)
        assert not only(ask()).knows_the_past
