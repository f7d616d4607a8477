"""The settings that a search tries, and between which bounds."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bentos.settings import Family
from train.fitted import Parameter

if TYPE_CHECKING:
    from optuna.trial import BaseTrial

Settings = dict[str, Parameter]


def suggest(family: Family, trial: "BaseTrial") -> Settings:
    """What a trial is to be trained with; figures have the three digits that matter."""
    suggested = _SPACES[family](trial)
    return {
        name: float(f"{value:.3g}") if isinstance(value, float) else value
        for name, value in suggested.items()
    }


def _logreg(trial: "BaseTrial") -> Settings:
    return {
        "words": trial.suggest_int("words", 1, 3),
        "least_words": trial.suggest_int("least_words", 1, 4),
        "shortest": trial.suggest_int("shortest", 1, 3),
        "characters": trial.suggest_int("characters", 3, 6),
        "least_characters": trial.suggest_int("least_characters", 1, 6),
        "sublinear": trial.suggest_categorical("sublinear", [True, False]),
        "naive_bayes": trial.suggest_float("naive_bayes", 0.0, 1.0),
        "C": trial.suggest_float("C", 0.3, 10.0, log=True),
    }


def _lstm(trial: "BaseTrial") -> Settings:
    return {
        "units": trial.suggest_int("units", 32, 128, step=32),
        "dropout_tokens": trial.suggest_float("dropout_tokens", 0.0, 0.3),
        "dropout_words": trial.suggest_float("dropout_words", 0.0, 0.6),
        "dropout_states": trial.suggest_float("dropout_states", 0.0, 0.7),
        "learning_rate": trial.suggest_float("learning_rate", 3e-4, 6e-3, log=True),
        "averaged": trial.suggest_float("averaged", 0.05, 1.0, log=True),
        "batch": trial.suggest_categorical("batch", [32, 64, 128, 256, 512]),
    }


def _bert(trial: "BaseTrial") -> Settings:
    return {
        "epochs": trial.suggest_int("epochs", 1, 4),
        "learning_rate": trial.suggest_float("learning_rate", 2e-5, 3e-4, log=True),
        "weight_decay": trial.suggest_float("weight_decay", 1e-3, 0.1, log=True),
        "warm_up": trial.suggest_float("warm_up", 0.0, 0.2),
        "batch": trial.suggest_categorical("batch", [16, 32, 64]),
    }


_SPACES: dict[Family, Callable[["BaseTrial"], Settings]] = {
    "logreg": _logreg,
    "lstm-word2vec": _lstm,
    "lstm-glove": _lstm,
    "bert": _bert,
}
