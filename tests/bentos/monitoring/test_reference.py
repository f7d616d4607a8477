"""The file beside a card that says what the validation tweets were like."""

from pathlib import Path

import numpy as np
import pytest

from bentos.card import CardError
from bentos.monitoring import reference as references
from bentos.monitoring.reference import Reference, summarise
from bentos.monitoring.traits import SCALES

TEXTS = ["the train is late again", "thank you for the quick help", "le train est encore en retard", "ok ok"]


@pytest.fixture(scope="module")
def known() -> Reference:
    positive = np.array([0.1, 0.9, 0.6, 0.7], dtype=np.float32)
    return summarise(TEXTS, positive, np.array([0, 1, 0, 1], dtype=np.int8), {"the", "train"})


def test_it_describes_every_tweet_on_every_scale(known: Reference) -> None:
    assert {trait: sum(counts) for trait, counts in known.counts.items()} == dict.fromkeys(SCALES, 4)
    assert known.means["positive"] == 0.75
    assert known.means["length"] == pytest.approx((5 + 6 + 6 + 2) / 4)


def test_the_main_language_is_that_of_most_tweets(known: Reference) -> None:
    assert known.language == "en"


def test_as_many_tweets_reach_the_threshold_as_are_right(known: Reference) -> None:
    assert known.accuracy == 0.75
    assert known.threshold == pytest.approx(0.7)


def test_a_model_that_is_never_right_reaches_no_threshold() -> None:
    wrong = summarise(TEXTS, np.full(4, 0.9), np.zeros(4, dtype=np.int8), set())
    assert wrong.threshold > 1


def test_a_few_rows_without_a_surprise_leave_room_for_one() -> None:
    right = summarise(TEXTS, np.full(4, 0.9), np.ones(4, dtype=np.int8), set())
    assert right.spread == pytest.approx(0.5)


def test_it_is_read_as_it_was_written_and_written_alike(known: Reference, tmp_path: Path) -> None:
    references.write(known, tmp_path)
    written = (tmp_path / references.NAME).read_bytes()
    assert references.read(tmp_path) == known
    references.write(references.read(tmp_path), tmp_path)
    assert (tmp_path / references.NAME).read_bytes() == written


def test_a_model_saved_without_one_is_to_be_trained_again(tmp_path: Path) -> None:
    with pytest.raises(CardError, match=r"reference\.json is missing.*train the model again"):
        references.read(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"rows": "many"}'])
def test_a_file_that_is_no_reference_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / references.NAME).write_text(content)
    with pytest.raises(CardError, match=r"reference\.json is not a reference"):
        references.read(tmp_path)


def test_a_reference_without_a_trait_is_refused(known: Reference, tmp_path: Path) -> None:
    counts = {trait: counts for trait, counts in known.counts.items() if trait != "emoji"}
    references.write(known.model_copy(update={"counts": counts}), tmp_path)
    with pytest.raises(CardError, match="emoji"):
        references.read(tmp_path)
