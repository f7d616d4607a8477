"""What is told of errors."""

import numpy as np
import pytest

from bentos import store
from tests.conftest import own_home
from train.report import answers, errors, words
from train.report.answers import Answers, Model
from train.report.tweets import Tweets


@pytest.fixture(scope="module")
def models(trained_home) -> list[Model]:
    with own_home(trained_home):
        return [answers.load(store.load(store.resolve(name))) for name in ("logreg", "lstm-glove")]


def test_the_words_of_a_linear_model_add_up_to_its_answer(models: list[Model]) -> None:
    text = "not a good day, the train is late again"
    [weighed] = words.weigh(models[0], [text])
    [[negative, positive]] = models[0].classifier.logits([text])
    assert [word for word, _ in weighed] == text.split()
    total = sum(weight for _, weight in weighed) + models[0].classifier.intercept
    assert total == pytest.approx(positive - negative, abs=1e-4)


def test_a_words_weight_is_what_the_answer_loses_without_it(models: list[Model]) -> None:
    text = "such a lovely day"
    [weighed] = words.weigh(models[1], [text])
    (whole, without) = np.diff(models[1].classifier.logits([text, "such a day"]))[:, 0]
    assert dict(weighed)["lovely"] == pytest.approx(whole - without, abs=1e-4)


def test_a_text_of_one_word_and_no_text_are_weighed_too(models: list[Model]) -> None:
    for model in models:
        assert [word for [(word, _)] in words.weigh(model, ["late"]) for word in [word]] == ["late"]
        assert words.weigh(model, []) == []


def _errors(models: list[Model], labels: list[int], *positive: list[float]) -> errors.Errors:
    texts = [f"tweet number {number} to a@b.example" for number in range(len(labels))]
    tweets = Tweets("", texts, texts, np.array(labels, dtype=np.int8), {})
    said = zip(models, positive, strict=True)
    return errors.find(tweets, [Answers(model, np.array(each), 1.0, 1.0) for model, each in said])


def test_each_error_stands_in_its_list(models: list[Model]) -> None:
    labels = [1, 1, 0, 0] * 5
    first = [0.9, 0.1, 0.8, 0.3] * 5
    second = [0.8, 0.2, 0.1, 0.2] * 5
    found = _errors(models, labels, first, second)
    assert found.shared_count == 5
    assert found.only_counts == [0, 5]
    assert [each.counts for each in found.mistakes] == [(5, 5), (0, 5)]
    assert [case.positive for case in found.mistakes[0].positives] == [[0.8, 0.1]] * 5


def test_the_surest_error_comes_first(models: list[Model]) -> None:
    found = _errors(models, [0, 0, 0, 1], [0.6, 0.9, 0.7, 0.9], [0.1, 0.1, 0.1, 0.9])
    assert [case.positive[0] for case in found.mistakes[0].positives] == [0.9, 0.7, 0.6]


def test_an_address_is_masked(models: list[Model]) -> None:
    found = _errors(models, [0, 0, 1], [0.6, 0.2, 0.9], [0.1, 0.1, 0.9])
    [case] = found.mistakes[0].positives
    assert [word for word, _ in case.words][-1] == "[email]"


def test_labels_that_all_models_contradict_are_suspected() -> None:
    generator = np.random.default_rng(3)
    positive = np.concatenate([generator.uniform(0, 0.2, 200), generator.uniform(0.8, 1, 200)])
    labels = np.repeat([0, 1], 200).astype(np.int8)
    labels[[7, 300]] = 1 - labels[[7, 300]]
    assert set(errors.suspects(labels, positive).tolist()) == {7, 300}


def test_a_doubtful_label_that_all_models_contradict_is_shown_once(models: list[Model]) -> None:
    labels = [0, 1] * 40
    positive = [0.1, 0.9] * 40
    for row in range(0, 2 * errors.MOST + 8, 2):
        positive[row] = 0.95 - row / 1_000
    found = _errors(models, labels, positive, positive)
    shown = [tuple(word for word, _ in case.words) for case in (*found.shared, *found.suspects)]
    assert found.suspects_count > errors.MOST
    assert len(found.suspects) == min(errors.MOST, found.suspects_count - errors.MOST)
    assert len(set(shown)) == len(shown)
