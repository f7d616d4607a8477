"""The models that answer, and what they say of a block."""

from collections.abc import Sequence
from dataclasses import dataclass

from bentos import catalogue, models, store
from bentos.card import CardError
from bentos.cascade import PAIR, sure
from bentos.contracts import ContractError
from bentos.sentences import sentence
from bentos.serving import tweets
from bentos.settings import AUTO, settings
from bentos.store import Stored
from bentos.text import encodable
from train.scoring.block import Verdicts, confidence


@dataclass(frozen=True)
class Choice:
    """The model that answers; or the two of a cascade, the linear one first, and its threshold."""

    models: tuple[Stored, ...]
    threshold: float | None = None

    @property
    def name(self) -> str:
        """What to call it."""
        return AUTO if self.threshold is not None else self.models[0].version


def choose(name: str | None) -> Choice:
    """The choice that FAMILY, FAMILY:VERSION or auto names; without a name, what the service answers with.

    Raises CardError.
    """
    wanted = name or settings().default_model
    if wanted == AUTO:
        served = catalogue.decide(PAIR)
        if served.cascade:
            pair = tuple(store.load(served.tags[family]) for family in PAIR)
            return Choice(pair, store.load_cascade(served.cascade).card.threshold)
        if name:
            raise CardError(str(served.cascade_reason))
    elif name:
        return Choice((store.load(store.resolve(name)),))
    known = catalogue.decide(settings().served).tags
    if not known:
        raise CardError(sentence("no_model", "en"))
    if wanted in known:
        return Choice((store.load(known[wanted]),))
    stored = (store.load(tag) for tag in known.values())
    return Choice(
        (max(stored, key=lambda each: each.card.metrics.get("validation", {}).get("accuracy", 0.0)),)
    )


class Scorer:
    """The models of a choice, loaded."""

    def __init__(self, choice: Choice) -> None:
        """The choice's folders have been checked. Raises CardError."""
        self._choice = choice
        self._classifiers = {
            each.card.family: models.load(each.card.family, each.folder, each.card.weights)
            for each in choice.models
        }

    def verdicts(self, texts: Sequence[str | None]) -> Verdicts:
        """What is said of n raw texts: the same as the service says of them."""
        reasons = [_reason(text) for text in texts]
        fit = [row for row, reason in enumerate(reasons) if reason is None]
        readable = {row: text for row in fit if (text := texts[row]) is not None}
        positive: list[float | None] = [None] * len(texts)
        said: list[str | None] = [None] * len(texts)
        for stored in self._choice.models:
            rows = [row for row in readable if self._asks(positive[row])]
            for row, value in zip(rows, self._ask(stored, [readable[row] for row in rows]), strict=True):
                positive[row], said[row] = value, stored.version
        return Verdicts(positive, said, reasons)

    def _asks(self, linear: float | None) -> bool:
        """Whether a model is asked about a text, of which the one before it, if any, said `linear`."""
        threshold = self._choice.threshold
        return threshold is None or linear is None or not sure(confidence(linear), threshold)

    def _ask(self, stored: Stored, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        classifier = self._classifiers[stored.card.family]
        rows = models.predict(classifier, stored.card.calibration, [encodable(text) for text in texts])
        return [round(float(row), 6) for row in rows[:, 1]]


def _reason(text: str | None) -> str | None:
    """Why no model can answer this text; None where one can."""
    if text is None:
        return "no_text"
    try:
        tweets.check(text)
    except ContractError as error:
        return error.key
    return None
