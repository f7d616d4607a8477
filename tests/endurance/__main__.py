"""`python -m tests.endurance`: the service for a long time, under a steady load and under too much of it."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from bentos.card import CardError
from bentos.settings import Family, settings
from tests.bench import bodies, table
from tests.bench.bars import Bar
from tests.endurance import answers
from tests.endurance.answers import Answers
from tests.endurance.service import AT_ONCE, MANY, Service, running
from tests.endurance.soak import Soak
from train.tables import DataError

_FAMILIES: tuple[Family, ...] = ("bert", "logreg")
_MEASURING = 10.0  # seconds in which the capacity is measured
_STEADY, _OVERLOAD = 0.7, 3.0  # of the capacity
_STEADY_SECONDS, _OVERLOAD_SECONDS = 60.0, 30.0
_SETTLING = 5.0  # seconds until as many wait as may wait


def soak(service: Service, minutes: float) -> list[Bar]:
    """Mixed traffic for so long."""
    visited = Soak(service.process, service.url, service.database, _say)
    return asyncio.run(visited.run(service.tweets, minutes * 60))


def steady(service: Service, _: float) -> list[Bar]:
    """A minute at 0.7 of the capacity, over 64 connections."""
    found = []
    for family in _FAMILIES:
        capacity = service.capacity(family, _MEASURING)
        outcome = service.offer(family, _STEADY * capacity, _STEADY_SECONDS, AT_ONCE)
        seen = answers.read(outcome, _STEADY_SECONDS)
        _say(_row(family, capacity, seen, outcome.cpu_seconds / _STEADY_SECONDS, outcome.most))
        found += answers.steady(family, seen)
    return found


def overload(service: Service, _: float) -> list[Bar]:
    """Half a minute at three times the capacity, over as many connections as it takes; then by the proxy."""
    found = [bar for family in _FAMILIES for bar in _overload(service, family, family)]
    with service.behind_proxy() as proxied:
        for family in _FAMILIES:
            found += _overload(proxied, family, f"{family} behind the proxy")
    return found


def _overload(service: Service, family: Family, name: str) -> list[Bar]:
    before = service.capacity(family, _MEASURING)
    outcome = service.offer(family, _OVERLOAD * before, _OVERLOAD_SECONDS, MANY)
    # A shared machine is not as fast in one minute as in the next.
    capacity = (before + service.capacity(family, _MEASURING)) / 2
    seen = answers.read(outcome, _OVERLOAD_SECONDS, _SETTLING)
    _say(_row(name, capacity, seen, outcome.cpu_seconds / _OVERLOAD_SECONDS, outcome.most))
    return answers.overload(name, seen, capacity, settings().deadline_ms)


_MODES = {"soak": soak, "steady": steady, "overload": overload}


def _row(name: str, capacity: float, seen: Answers, load: float, most: int) -> str:
    statuses = ", ".join(f"{count:,} x {status}" for status, count in sorted(seen.statuses.items()))
    return (
        f"{name}: {capacity:,.0f} answers/s at full load; {seen.offered:,.0f} offered a second: "
        f"{statuses}; {seen.good:,.0f} good answers/s, p50 {seen.p50:,.0f} ms, p99 {seen.p99:,.0f} ms; "
        f"refusals p50 {seen.refusal_p50:,.0f} ms, p99 {seen.refusal_p99:,.0f} ms; "
        f"{most:,} connections; the load generator took {load:.0%} of a core"
    )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _fail(sentence: str) -> NoReturn:
    sys.stderr.write(sentence + "\n")
    sys.exit(2)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    parser.add_argument("mode", choices=tuple(_MODES))
    parser.add_argument("--data", default="starter", help="a labelled file, or starter; 10,000 rows are read")
    parser.add_argument("--minutes", type=float, default=20.0, help="of a soak")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Load a service and print what it did; exit with 0 if every bar is reached, with 1 if not."""
    options = _options(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="endurance-") as folder:
            tweets = bodies.tweets(options.data)
            with running(Path(folder), tweets) as service:
                found = _MODES[options.mode](service, options.minutes)
    except (CardError, DataError, FileNotFoundError) as error:
        _fail(str(error))
    _say(f"\n{table.bars(found)}")
    sys.exit(not all(bar.reached for bar in found))


if __name__ == "__main__":
    main()
