"""Alerts of a real server, whose mail server is away while it is killed."""

from pathlib import Path

import httpx

from tests.mail import Mailbox
from tests.server import Server
from tests.waiting import wait_until

BEGUN = "Alerte, tweets négatifs : 3 ou plus en moins de 5 min"


def test_an_alert_outlives_the_mail_servers_absence_and_the_servers_death(
    trained_home: Path, tmp_path: Path
) -> None:
    mailbox = Mailbox()
    url = f"sqlite:///{tmp_path / 'sentiment.db'}"
    server = Server(trained_home, SENTIMENT_FAMILIES="logreg", DATABASE_URL=url, ALERT_URLS=mailbox.url)
    server.start()
    try:
        for _ in range(3):
            made = httpx.post(
                f"{server.url}/predict/", json={"text": "so sad, worst day, i hate this"}, timeout=60
            )
            assert made.json()["prediction"] == 0
        wait_until(lambda: "Message 1 waits: URL 1 of ALERT_URLS does not take it" in server.log())
        server.kill()
        mailbox.start()
        server.start()
        mailbox.wait(1)
    finally:
        server.kill()
        mailbox.stop()
    assert mailbox.subjects == [BEGUN]
