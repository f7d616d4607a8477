"""Which of a family's models a running server is to answer with."""

from pathlib import Path

import pytest

from bentos import promotions, store
from bentos.succession import Succession
from tests.bentos.test_card import example


@pytest.fixture
def folders(home: Path) -> list[Path]:
    """Three models of one family in a store of its own; the first is the one that the server began with."""
    made = home / "model"
    made.mkdir()
    (made / "model.safetensors").write_bytes(b"weights")
    return [store.save(made, example(made)).folder for _ in range(3)]


def tag(folder: Path) -> str:
    return f"{folder.parent.name}:{folder.name}"


def promote(*folders: Path) -> None:
    for folder in folders:
        store.promote(tag(folder), "promoted", "")


def test_where_nothing_is_promoted_the_servers_first_model_stays(folders: list[Path]) -> None:
    assert Succession(folders[0]).folders() == [folders[0]]


def test_the_champion_comes_first_and_those_before_it_stand_in(folders: list[Path]) -> None:
    promote(folders[1], folders[2])
    assert Succession(folders[0]).folders() == [folders[2], folders[1], folders[0]]


def test_a_rollback_brings_back_the_champion_before(folders: list[Path]) -> None:
    promote(folders[1], folders[2])
    store.roll_back("logreg", "")
    assert Succession(folders[0]).folders() == [folders[1], folders[0]]


def test_what_was_deleted_is_passed_over(folders: list[Path]) -> None:
    promote(folders[1])
    (folders[1] / "card.json").unlink()
    assert Succession(folders[0]).folders() == [folders[0]]


def test_a_model_that_is_damaged_does_not_describe_the_family(folders: list[Path]) -> None:
    promote(folders[1])
    (folders[1] / "model.safetensors").write_bytes(b"weighty")
    assert Succession(folders[0]).present().folder == folders[0]


def test_while_promotions_cannot_be_read_the_order_stays(
    folders: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    promote(folders[1])
    succession = Succession(folders[0])
    before = succession.folders()
    (folders[0].parent / promotions.NAME).write_text("{}\n")
    assert succession.folders() == before
    assert "is served as before" in caplog.text


def test_a_change_is_seen_once(folders: list[Path]) -> None:
    succession = Succession(folders[0])
    looks = [succession.changed() for _ in range(2)]
    promote(folders[1])
    looks += [succession.changed() for _ in range(2)]
    assert looks == [True, False, True, False]


def test_in_a_bento_the_packed_model_stays(folders: list[Path], tmp_path: Path) -> None:
    bento = tmp_path / "bento.yaml"
    bento.touch()
    promote(folders[1])
    succession = Succession(folders[0], bento)
    assert succession.folders() == [folders[0]]
    assert not succession.changed()
