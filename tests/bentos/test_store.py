"""Models in the BentoML store."""

from pathlib import Path

import bentoml
import pytest

from bentos import store
from bentos.card import CardError
from tests.bentos.test_card import example


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


@pytest.fixture(autouse=True)
def _own_store(home: Path) -> None:
    """Every test has a store of its own."""


def test_a_saved_model_is_loaded_with_its_card(model: Path) -> None:
    stored = store.save(model, example(model))
    assert store.load(stored.tag).card == example(model)
    assert (stored.folder / "model.safetensors").read_bytes() == b"weights"


def test_the_store_carries_the_lineage_in_labels_and_metadata(model: Path) -> None:
    info = bentoml.models.get(store.save(model, example(model)).tag).info
    assert info.labels["mlflow-run-id"] == "r1"
    assert info.labels["git-commit"] == "c0ffee"
    assert info.metadata["lineage"]["data_fingerprint"] == "ab" * 32


def test_where_none_was_promoted_the_newest_model_is_the_champion(model: Path) -> None:
    first, second = (store.save(model, example(model)) for _ in range(2))
    assert store.champion("logreg") == second.tag
    assert store.versions("logreg") == [second.tag, first.tag]


def test_the_model_that_was_promoted_last_is_the_champion(model: Path) -> None:
    first, _ = (store.save(model, example(model)) for _ in range(2))
    store.promote(first.tag, "promoted", "it is kinder to @user")
    assert store.champion("logreg") == store.resolve("logreg") == first.tag
    assert [(each.tag, each.reason) for each in store.history("logreg")] == [
        (first.tag, "it is kinder to @user")
    ]


def test_a_rollback_leads_from_champion_to_champion(model: Path) -> None:
    tags = [store.save(model, example(model)).tag for _ in range(3)]
    for tag in tags:
        store.promote(tag, "promoted", "")
    assert [store.roll_back("logreg", "") for _ in range(2)] == [tags[1], tags[0]]
    with pytest.raises(CardError, match="no earlier champion"):
        store.roll_back("logreg", "")
    assert store.champion("logreg") == tags[0]


def test_a_rollback_passes_over_a_model_that_is_gone(model: Path) -> None:
    tags = [store.save(model, example(model)).tag for _ in range(3)]
    for tag in tags:
        store.promote(tag, "promoted", "")
    bentoml.models.delete(tags[1])
    assert store.roll_back("logreg", "") == tags[0]


def test_a_champion_that_is_gone_leaves_the_one_before(model: Path) -> None:
    tags = [store.save(model, example(model)).tag for _ in range(3)]
    for tag in tags[:2]:
        store.promote(tag, "promoted", "")
    bentoml.models.delete(tags[1])
    assert store.champion("logreg") == tags[0]


def test_a_model_is_found_by_family_and_by_version(model: Path) -> None:
    first, second = (store.save(model, example(model)) for _ in range(2))
    assert store.resolve("logreg") == second.tag
    assert store.resolve(first.version) == first.tag


@pytest.mark.parametrize("description", [None, "", "[]", "name: [", "name: x", "\x00"])
def test_a_damaged_newer_entry_leaves_the_older_model_in_use(
    home: Path, model: Path, caplog: pytest.LogCaptureFixture, description: str | None
) -> None:
    stored = store.save(model, example(model))
    damaged = home / "bentoml" / "models" / "sentiment-logreg" / "newer"
    damaged.mkdir()
    if description is not None:
        (damaged / "model.yaml").write_text(description)
    assert store.load(store.resolve("logreg")) == stored
    assert store.versions("logreg") == [stored.tag]
    assert f"{damaged} is damaged" in caplog.text


def test_an_entry_whose_copy_was_cut_short_is_left_out(model: Path) -> None:
    complete, cut = (store.save(model, example(model)) for _ in range(2))
    (cut.folder / "card.json").unlink()
    assert store.versions("logreg") == [complete.tag]


def test_a_damaged_entry_of_another_model_is_no_concern(home: Path, model: Path) -> None:
    (home / "bentoml" / "models" / "others" / "v1").mkdir(parents=True)
    tag = store.save(model, example(model)).tag
    assert store.versions("logreg") == [tag]


def test_a_family_without_a_model_says_how_to_train_one() -> None:
    assert store.champion("bert") is None
    with pytest.raises(CardError, match="sentiment train bert"):
        store.resolve("bert")


def test_an_unknown_version_names_those_there_are(model: Path) -> None:
    version = store.save(model, example(model)).version.partition(":")[2]
    with pytest.raises(CardError, match=f"no version v0; the store holds {version}"):
        store.resolve("logreg:v0")


def test_a_stored_file_that_was_altered_is_refused(model: Path) -> None:
    stored = store.save(model, example(model))
    (stored.folder / "model.safetensors").write_bytes(b"others'")
    with pytest.raises(CardError, match=r"model\.safetensors is not the file that was saved"):
        store.load(stored.tag)


def test_a_tag_that_is_not_in_the_store_is_named() -> None:
    with pytest.raises(CardError, match="sentiment-bert:v0 is not in the model store"):
        store.load("sentiment-bert:v0")
