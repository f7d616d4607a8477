"""What fails under the service, and what its users notice."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep

import aiohttp
import httpx
import psutil
import pytest

from tests.server import Server
from tests.stopping import COUNT, stop_under_load

BACK = 240  # seconds; a killed runner is back within fifteen where the machine does nothing else


@pytest.fixture(scope="module")
def faulty(trained_home: Path) -> Iterator[Server]:
    """A server of two models whose processes are killed, and which is told to stop at last.

    It gives a client two seconds.
    """
    limits = {"SENTIMENT_DEADLINE_MS": "60000", "SENTIMENT_CLIENT_SECONDS": "2"}
    server = Server(trained_home, SENTIMENT_FAMILIES="logreg,bert", **limits)
    server.start()
    yield server
    server.kill()


def runners(server: Server) -> dict[str, psutil.Process]:
    """The server's runners by the name of their service."""
    found = {}
    for process in server.processes():
        # What was killed is listed until BentoML has noticed.
        line = [] if process.status() == psutil.STATUS_ZOMBIE else process.cmdline()
        if "--service-name" in line:
            found[line[line.index("--service-name") + 1]] = process
    return {name: process for name, process in found.items() if name != "Gateway"}


def predict(server: Server, family: str, text: str) -> int:
    """The status of a prediction."""
    return httpx.post(f"{server.url}/predict/", json={"text": text, "model": family}, timeout=120).status_code


def ready(server: Server) -> int:
    return httpx.get(f"{server.url}/readyz", timeout=60).status_code


def once_back(server: Server, family: str) -> int:
    """The status of predictions once one succeeds, or of the last."""
    until = monotonic() + BACK
    # A text of its own each time: an answer that is remembered needs no runner.
    while (status := predict(server, family, f"back at {monotonic()}")) != httpx.codes.OK:
        if monotonic() > until:
            break
        sleep(0.2)
    return status


def test_a_killed_runner_leaves_the_other_models_alone(faulty: Server) -> None:
    runners(faulty)["Bert"].kill()
    assert {predict(faulty, "logreg", f"meanwhile {n}") for n in range(20)} == {httpx.codes.OK}
    assert ready(faulty) == httpx.codes.OK


def test_a_killed_runner_comes_back(faulty: Server) -> None:
    runners(faulty)["Logreg"].kill()
    assert once_back(faulty, "logreg") == httpx.codes.OK


def test_a_server_whose_runners_are_all_killed_is_not_ready_until_one_is_back(faulty: Server) -> None:
    assert {once_back(faulty, family) for family in ("logreg", "bert")} == {httpx.codes.OK}
    for process in runners(faulty).values():
        process.kill()
    assert ready(faulty) == httpx.codes.SERVICE_UNAVAILABLE
    assert {once_back(faulty, family) for family in ("logreg", "bert")} == {httpx.codes.OK}
    assert ready(faulty) == httpx.codes.OK


def test_a_runner_that_hangs_is_refused_until_it_goes_on(faulty: Server) -> None:
    hung = runners(faulty)["Logreg"]
    hung.suspend()
    try:
        assert predict(faulty, "logreg", "nobody reads this") == httpx.codes.SERVICE_UNAVAILABLE
        assert predict(faulty, "logreg", "nor this") == httpx.codes.SERVICE_UNAVAILABLE
        assert predict(faulty, "bert", "but this") == httpx.codes.OK
    finally:
        hung.resume()
    assert once_back(faulty, "logreg") == httpx.codes.OK


def test_addresses_that_nobody_serves_leave_no_figures(server: Server) -> None:
    async def ask() -> None:
        # httpx would take most of a minute for as many.
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=32)) as client:

            async def get(path: str) -> None:
                async with client.get(server.url + path) as answer:
                    assert answer.status == httpx.codes.NOT_FOUND

            await asyncio.gather(*(get(f"/made-up/{number}") for number in range(10_000)))

    def lines() -> int:
        return httpx.get(f"{server.url}/metrics", timeout=60).text.count("\n")

    httpx.get(f"{server.url}/made-up", timeout=60)
    before = lines()
    asyncio.run(ask())
    assert lines() == before


def test_connections_that_send_nothing_keep_nobody_waiting(server: Server) -> None:
    with ExitStack() as opened:
        for number in range(200):
            half = opened.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
            half.sendall(b"POST /predict/ HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n"[: 10 + number])
        assert predict(server, "logreg", "among the silent") == httpx.codes.OK


def test_hundreds_of_slow_clients_keep_nobody_waiting_and_are_sent_away(faulty: Server) -> None:
    head = b"POST /predict/ HTTP/1.1\r\nHost: x\r\n"
    begun = (head, head + b"Content-Length: 900000\r\n\r\n" + b" " * 30_000)

    async def slow(number: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", faulty.port)
        writer.write(begun[number % 2])
        answer = asyncio.create_task(reader.read())
        while not answer.done():
            writer.write(b"a")
            await asyncio.wait([answer], timeout=0.2)
        writer.close()
        return answer.result().partition(b"\r\n")[0]

    async def ask() -> tuple[list[bytes], set[int]]:
        going = [asyncio.create_task(slow(number)) for number in range(400)]
        good = await asyncio.to_thread(lambda: {predict(faulty, "logreg", f"quick {n}") for n in range(50)})
        return await asyncio.gather(*going), good

    slowly, good = asyncio.run(ask())
    assert good == {httpx.codes.OK}
    assert set(slowly) == {b"HTTP/1.1 408 Request Timeout"}


def test_every_request_that_was_taken_is_answered_when_the_server_is_told_to_stop(faulty: Server) -> None:
    assert once_back(faulty, "bert") == httpx.codes.OK
    assert stop_under_load(faulty) == (0, {httpx.codes.OK: COUNT})
