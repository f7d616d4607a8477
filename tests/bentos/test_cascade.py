"""Which model of a cascade answers, and the card that says for which models it was fitted."""

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bentos import cascade as cascades
from bentos.card import CardError
from bentos.cascade import BY_TRANSFORMER, Cascade, Failure, Point, route, sure
from tests.bentos.provenance import PROVENANCE

share = st.floats(min_value=0, max_value=1)
failure = st.sampled_from([None, *get_args(Failure)])


def example(pins: dict[str, str] | None = None, threshold: float = 0.8) -> Cascade:
    """A cascade of two models."""
    point = Point(threshold=threshold, share=0.5, accuracy=0.8, gap=0.0, gap_bound=0.01, cost=0.6)
    return Cascade(
        pins=pins or {"logreg": "sentiment-logreg:a", "bert": "sentiment-bert:b"},
        threshold=threshold,
        tolerance=0.003,
        confirmed=False,
        milliseconds_per_tweet={"logreg": 0.5, "bert": 5.0},
        accuracy={"test": {"logreg": 0.7, "bert": 0.8}},
        validation=point,
        test=point,
        frontier=(point,),
        lineage=PROVENANCE,
    )


@given(share, share, share)
def test_what_is_sure_stays_sure_under_a_lower_threshold(confidence: float, one: float, other: float) -> None:
    assert sure(confidence, min(one, other)) >= sure(confidence, max(one, other))


@given(share)
def test_a_threshold_of_one_leaves_every_tweet_to_the_transformer(confidence: float) -> None:
    assert route(confidence, 1.0, None) in BY_TRANSFORMER


@given(share, share, failure)
def test_the_transformer_answers_only_where_it_has_not_failed(
    confidence: float, threshold: float, failed: Failure | None
) -> None:
    by_transformer = route(confidence, threshold, failed) in BY_TRANSFORMER
    assert by_transformer == (confidence <= threshold and failed is None)


@given(share, failure)
def test_a_failure_of_the_transformer_does_not_matter_where_the_linear_model_is_sure(
    threshold: float, failed: Failure | None
) -> None:
    assert route(threshold + 0.01, threshold, failed) == "sure"


@given(share, failure)
def test_the_transformer_is_alone_where_the_linear_model_gave_no_answer(
    threshold: float, failed: Failure | None
) -> None:
    assert route(None, threshold, failed) == "alone"


def test_a_card_is_read_as_it_was_written(tmp_path: Path) -> None:
    cascades.write(example(), tmp_path)
    assert cascades.read(tmp_path) == example()


def test_a_missing_card_is_named(tmp_path: Path) -> None:
    with pytest.raises(CardError, match=r"cascade\.json cannot be read .*run `sentiment cascade` again"):
        cascades.read(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"threshold": 0.8}'])
def test_a_card_that_is_none_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "cascade.json").write_text(content)
    with pytest.raises(CardError, match=r"cascade\.json does not describe a cascade"):
        cascades.read(tmp_path)


def test_the_models_that_it_was_fitted_for_are_accepted() -> None:
    cascades.check(example(), {"bert": "sentiment-bert:b", "logreg": "sentiment-logreg:a"})


@pytest.mark.parametrize("tags", [{}, {"logreg": "sentiment-logreg:a", "bert": "sentiment-bert:c"}])
def test_other_models_are_refused(tags: dict[str, str]) -> None:
    with pytest.raises(CardError, match=r"was fitted for sentiment-.*fit one with `sentiment cascade`"):
        cascades.check(example(), tags)
