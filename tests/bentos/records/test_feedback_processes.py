"""Flags from processes that start at once, run side by side, or die."""

from itertools import islice
from uuid import uuid4

from bentos.records.feedback import Feedback
from tests.bentos.databases import Database, Sqlite
from tests.bentos.flagger import Flagger
from tests.bentos.stores import running


def test_processes_that_start_at_once_make_the_tables_once(database: Database) -> None:
    started = [Flagger(database.url, [(f"prediction {number}", 0, "")]) for number in range(6)]
    assert [len(list(process.confirmed())) for process in started] == [1] * 6
    assert len(list(Feedback(database.url).flags())) == 6


def test_the_same_flags_from_several_processes_are_stored_once(database: Database) -> None:
    wanted = [(f"prediction {number % 5}", 0, "") for number in range(40)]
    started = [Flagger(database.url, wanted) for _ in range(3)]
    confirmed = [flag for process in started for flag in process.confirmed()]
    assert len(confirmed) == 120
    assert sum(flag.created for flag in confirmed) == 5
    assert {flag.id for flag in confirmed} == {flag.id for flag in Feedback(database.url).flags()}


def test_a_confirmed_flag_survives_the_death_of_its_process(database: Database) -> None:
    wanted = [(uuid4().hex, number % 2, f"comment {number}") for number in range(1000)]
    process = Flagger(database.url, wanted)
    answers = process.confirmed()
    confirmed = list(islice(answers, 60))
    process.kill()
    confirmed += answers
    kept = list(Feedback(database.url).flags())
    assert 60 <= len(confirmed) < 1000
    assert {flag.id for flag in confirmed} <= {flag.id for flag in kept}
    assert {(flag.prediction_id, flag.label, flag.comment) for flag in kept} <= set(wanted)
    assert len({flag.prediction_id for flag in kept}) == len(kept)


def test_a_full_disk_confirms_nothing_that_is_not_kept(sqlite: Sqlite) -> None:
    """A limit on the size of files stands for the disk: to SQLite it is the same failed write."""
    with running(sqlite):
        pass
    wanted = [(uuid4().hex, 0, "x" * 1000) for _ in range(200)]
    confirmed = list(Flagger(sqlite.url, wanted, file_bytes=200_000).confirmed())
    kept = {flag.id for flag in Feedback(sqlite.url).flags()}
    assert 0 < len(confirmed) < 200
    assert {flag.id for flag in confirmed} == kept
