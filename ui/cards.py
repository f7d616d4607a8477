"""A comparison as HTML: a verdict, one card a model, the words that weighed."""

from html import escape

from bentos.contracts import UNSURE, Comparison, ModelFailure, Prediction, WordWeight
from bentos.sentences import Language
from ui.sentences import SENTIMENTS, SIGNS, number, percent, say, title

# Runs once beside a Gradio HTML component: what appears in it is read out.
LIVE = "element.setAttribute('aria-live', 'polite')"


def comparison(made: Comparison, language: Language) -> str:
    """Everything the models said of one tweet."""
    cards = [_card(prediction, language) for prediction in made.predictions]
    cards += [_silent(failure, language) for failure in made.failures]
    return (
        f"{_auto(made.auto, language)}{_verdict(made, language)}<div class='cards'>{''.join(cards)}</div>"
        f"{_words(made.words, language)}"
    )


def notice(sentence: str) -> str:
    """What went wrong, in a frame."""
    return f"<p class='notice problem'>{escape(sentence)}</p>"


def hint(sentence: str) -> str:
    """A quiet remark, in a frame."""
    return f"<p class='notice'>{escape(sentence, quote=False)}</p>"


def confirmation(sentence: str, identifier: str) -> str:
    """A sentence that ends with an id to keep."""
    return f"<p class='notice done'>{escape(sentence)}<code>{escape(identifier)}</code></p>"


def _auto(made: Prediction | None, language: Language) -> str:
    if made is None:
        return ""
    model = escape(title(made.model, language))
    answer = f"{SENTIMENTS[made.sentiment][language]}, {percent(made.confidence, language)}"
    unsure = _unsure(made, language)
    return (
        f"<section class='auto {made.sentiment.lower()}'><h3>{say('auto', language, model=model)}</h3>"
        f"<p class='label'><span aria-hidden='true'>{SIGNS[made.sentiment]}</span>{answer}{unsure}</p>"
        f"<p class='why'>{escape(str(made.reason))}</p></section>"
    )


def _verdict(made: Comparison, language: Language) -> str:
    count = len(made.predictions)
    positive = sum(prediction.prediction for prediction in made.predictions)
    if count == 1:
        sentence = say("alone", language)
    elif made.agree:
        sentence = say("agree", language, count=count)
    else:
        sentence = say("disagree", language, count=count, positive=positive)
    kind, sign = ("agree", "=") if made.agree else ("disagree", "≠")
    return f"<p class='verdict {kind}'><span aria-hidden='true'>{sign}</span>{sentence}</p>"


def _card(prediction: Prediction, language: Language) -> str:
    kind = prediction.sentiment.lower()
    share = round(prediction.confidence * 100)
    confidence = say("confidence", language)
    shown = percent(prediction.confidence, language)
    family, _, version = prediction.model.partition(":")
    return (
        f"<article class='card {kind}'><h3>{escape(title(family, language))}</h3>"
        f"<p class='label'><span aria-hidden='true'>{SIGNS[prediction.sentiment]}</span>"
        f"{SENTIMENTS[prediction.sentiment][language]}{_unsure(prediction, language)}</p>"
        f"<div class='confidence'><span>{confidence}</span><b>{shown}</b></div>"
        f"<div class='bar' role='meter' aria-label='{confidence}' aria-valuemin='0' aria-valuemax='100' "
        f"aria-valuenow='{share}'><i style='width:{share}%'></i></div>"
        f"<p class='fine'><span>{number(prediction.milliseconds, 1, language)} ms</span>"
        f"<code>{escape(version)}</code></p></article>"
    )


def _unsure(prediction: Prediction, language: Language) -> str:
    """A mark beside an answer that is not to be relied on."""
    if prediction.confidence >= UNSURE:
        return ""
    meaning = say("unsure_meaning", language, below=percent(UNSURE, language))
    return f"<small title='{escape(meaning)}'>{say('unsure', language)}</small>"


def _silent(failure: ModelFailure, language: Language) -> str:
    family = failure.model.partition(":")[0]
    return (
        f"<article class='card silent'><h3>{escape(title(family, language))}</h3>"
        f"<p class='label'>{say('no_answer', language)}</p><p>{escape(failure.detail)}</p></article>"
    )


def _words(words: list[WordWeight], language: Language) -> str:
    if not words:
        return ""
    heaviest = max((abs(weighed.weight) for weighed in words), default=0.0)
    if not heaviest:
        return f"<section class='words'><p>{say('no_words', language)}</p></section>"
    spans = " ".join(_word(weighed, heaviest) for weighed in words)
    legend = (
        f"<span class='word positive' style='--pull:60%'>▲ {say('pulls_positive', language)}</span>"
        f"<span class='word negative' style='--pull:60%'>▼ {say('pulls_negative', language)}</span>"
        f"<span>{say('stronger', language)}</span>"
    )
    return (
        f"<section class='words'><div><h3>{say('words', language)}</h3><p class='legend'>{legend}</p></div>"
        f"<p class='weighed'>{spans}</p></section>"
    )


def _word(weighed: WordWeight, heaviest: float) -> str:
    text = escape(weighed.word)
    pull = round(abs(weighed.weight) / heaviest * 100)
    if not pull:
        return f"<span class='word'>{text}</span>"
    kind, sign = ("positive", "▲") if weighed.weight > 0 else ("negative", "▼")
    return (
        f"<span class='word {kind}' style='--pull:{pull}%' title='{weighed.weight:+.2f}'>"
        f"<span class='sign'>{sign}</span>{text}</span>"
    )
