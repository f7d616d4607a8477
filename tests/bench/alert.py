"""`python -m tests.bench.alert`: how soon after the third negative tweet the mail server has the message."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import httpx

from bentos import store
from bentos.card import CardError
from tests.bench import table
from tests.bench.bars import Bar
from tests.mail import Mailbox
from tests.server import Server

_TWEET = "so sad, worst day, i hate this {}"
_BAR = 2.0  # seconds
_WINDOW, _QUIET = 1.0, 1.0  # seconds, so that one episode soon follows another
_SETTINGS = {
    "SENTIMENT_FAMILIES": "logreg",
    "ALERT_LANGUAGE": "en",
    "ALERT_WINDOW": str(_WINDOW),
    "ALERT_QUIET": str(_QUIET),
}


def _begun(mailbox: Mailbox) -> int:
    return sum(subject.startswith("Alert, ") for subject in mailbox.subjects)


def _delay(client: httpx.Client, mailbox: Mailbox, episode: int) -> float:
    """Seconds from the third of three tweets, as it is sent, until the mail server has what tells of them."""
    before = _begun(mailbox)
    for number in range(3):
        sent = perf_counter()
        answer = client.post("/predict/", json={"text": _TWEET.format(f"{episode}.{number}")})
        if answer.raise_for_status().json()["prediction"] != 0:
            raise SystemExit("logreg does not find this negative: " + _TWEET.format(""))
    while _begun(mailbox) == before:
        if perf_counter() - sent > 100 * _BAR:
            raise SystemExit("No message came.")
        sleep(0.001)
    return perf_counter() - sent


def _measured(episodes: int) -> list[float]:
    """The delay of each episode, of a server with the logreg model of this store. Raises CardError."""
    models = store.load(store.resolve("logreg")).folder.parents[1]
    mailbox = Mailbox().start()
    with tempfile.TemporaryDirectory(prefix="alert-") as folder:
        home, delays = Path(folder), []
        (home / "bentoml").mkdir()
        (home / "bentoml" / "models").symlink_to(models)
        server = Server(home, ALERT_URLS=mailbox.url, **_SETTINGS).start()
        try:
            with httpx.Client(base_url=server.url, timeout=60) as client:
                for episode in range(1, episodes + 1):
                    delays.append(_delay(client, mailbox, episode))
                    sys.stdout.write(f"episode {episode}: {delays[-1]:.2f} s\n")
                    sys.stdout.flush()
                    sleep(_WINDOW + 2 * _QUIET)
        finally:
            server.stop()
            mailbox.stop()
    return delays


def report(delays: Sequence[float]) -> str:
    """The median and the worst of some delays in seconds, beside the bar."""
    what = "alert: s from the third tweet to the mail server"
    found = (("median", median(delays)), ("worst", max(delays)))
    return table.bars([Bar(f"{what}, {name}", value, _BAR, most=True) for name, value in found])


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; exit with 0 if it could be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.alert", description=__doc__)
    parser.add_argument("--episodes", type=int, default=10, help="at least 1; each takes four seconds")
    options = parser.parse_args(arguments)
    try:
        delays = _measured(options.episodes)
    except CardError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    sys.stdout.write(f"\n{report(delays)}\n")


if __name__ == "__main__":
    main()
