"""The figures of monitoring as HTML: advice, charts, a table of the models, agreement, alerts."""

from datetime import UTC, datetime
from html import escape

from bentos.monitoring.overview import Health, Overview, Traffic
from bentos.sentences import Language, sentence
from ui import cards, charts
from ui.charts import Frame, Mark
from ui.sentences import number, percent, say, title


def html(made: Overview, language: Language) -> str:
    """Everything of a span."""
    return (
        f"{_advice(made, language)}<div class='charts'>{_negative(made, language)}{_volume(made, language)}"
        f"{_latency(made, language)}{_agreement(made, language)}</div>"
        f"{_models(made, language)}{_alerts(made, language)}"
        f"<p class='fine'>{say('monitoring_until', language, until=_moment(made.until))}</p>"
    )


def _advice(made: Overview, language: Language) -> str:
    told = [
        say(
            "retrain_model",
            language,
            model=title(health.model, language),
            reasons=" ".join(advice.sentence for advice in health.retrain),
        )
        for health in made.models
        if health.retrain
    ]
    if not told:
        return cards.hint(say("retrain_none", language))
    return f"<ul class='notice problem'>{''.join(f'<li>{escape(each)}</li>' for each in told)}</ul>"


def _negative(made: Overview, language: Language) -> str:
    count = sum(bucket.tweets for bucket in made.tweets)
    negative = sum(bucket.negative for bucket in made.tweets)
    summary = (
        say("negative_summary", language, share=percent(negative / count, language), count=count)
        if count
        else say("no_tweet_yet", language)
    )
    marks = [
        Mark(
            _place(made, bucket.start),
            bucket.negative / bucket.tweets,
            f"{_moment(bucket.start)}: {percent(bucket.negative / bucket.tweets, language)}",
        )
        for bucket in made.tweets
    ]
    frame = _frame(made, say("negative_share", language), summary, percent(1, language))
    return charts.bars(frame, marks, 1, _buckets(made), "negative")


def _volume(made: Overview, language: Language) -> str:
    count = sum(bucket.tweets for bucket in made.tweets)
    most = max((bucket.tweets for bucket in made.tweets), default=0)
    summary = say("volume_summary", language, count=count, most=most, minutes=made.bucket_seconds // 60)
    marks = [
        Mark(_place(made, bucket.start), bucket.tweets, f"{_moment(bucket.start)}: {bucket.tweets}")
        for bucket in made.tweets
    ]
    frame = _frame(made, say("volume", language), summary, str(most))
    return charts.bars(frame, marks, most, _buckets(made), "volume")


def _latency(made: Overview, language: Language) -> str:
    series = [
        (
            title(traffic.model, language),
            [
                Mark(_place(made, each.start) + 0.5 / _buckets(made), each.p95, "")
                for each in made.latencies
                if each.start and each.model == traffic.model
            ],
        )
        for traffic in made.traffic
    ]
    highest = max((mark.value for _, marks in series for mark in marks), default=0.0)
    slowest = max((each.p95_ms for each in made.traffic if each.p95_ms is not None), default=None)
    summary = (
        say("no_tweet_yet", language)
        if slowest is None
        else say("latency_summary", language, slowest=number(slowest, 1, language))
    )
    top = f"{number(highest, 1, language)} ms"
    frame = _frame(made, say("latency", language), summary, top)
    return charts.lines(frame, [(name, marks) for name, marks in series if marks], highest, _buckets(made))


def _agreement(made: Overview, language: Language) -> str:
    known = {health.model for health in made.models}
    pairs = [pair for pair in made.agreement if {pair.one, pair.other} <= known]
    bars = ""
    for pair in pairs:
        share = pair.agreed / pair.comparisons
        name = escape(f"{title(pair.one, language)} – {title(pair.other, language)}")
        bars += (
            f"<div class='share'><span>{name}</span><div class='bar' role='meter' aria-label='{name}' "
            f"aria-valuemin='0' aria-valuemax='100' aria-valuenow='{share * 100:.0f}'>"
            f"<i style='width:{share:.1%}'></i></div><b>{percent(share, language)}</b></div>"
        )
    bars = bars or f"<p>{say('no_comparison_yet', language)}</p>"
    return f"<figure class='chart'><figcaption>{say('agreement', language)}</figcaption>{bars}</figure>"


def _models(made: Overview, language: Language) -> str:
    heads = "".join(f"<th scope='col'>{escape(title(each.model, language))}</th>" for each in made.models)
    corrections = {each.model: each.corrections for each in made.flagged}
    rows: dict[str, list[str]] = {
        "answers": [str(each.predictions) for each in made.traffic],
        "negative_share": [_share(each, language) for each in made.traffic],
        "median": [_milliseconds(each.median_ms, language) for each in made.traffic],
        "p95": [_milliseconds(each.p95_ms, language) for each in made.traffic],
        "corrections": [str(corrections.get(each.model, 0)) for each in made.models],
        "estimated": [_estimated(each, language) for each in made.models],
        "validated": [_validated(each, language) for each in made.models],
        "drift": [_drift(each, language) for each in made.models],
        "flags_since": [str(each.flags_since_training) for each in made.models],
    }
    lines = "".join(
        f"<tr><th scope='row'>{say(key, language)}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        for key, cells in rows.items()
    )
    problems = "".join(cards.hint(each.problem) for each in made.models if each.problem)
    return (
        f"<table class='figures'><caption>{say('monitoring_models', language)}</caption>"
        f"<thead><tr><th scope='col'>{say('measure', language)}</th>{heads}</tr></thead>"
        f"<tbody>{lines}</tbody></table>{problems}"
    )


def _share(traffic: Traffic, language: Language) -> str:
    return percent(traffic.negative / traffic.predictions, language) if traffic.predictions else "–"


def _milliseconds(value: float | None, language: Language) -> str:
    return "–" if value is None else f"{number(value, 1, language)} ms"


def _estimated(health: Health, language: Language) -> str:
    if health.estimate is None:
        return f"– <small>{say('too_few', language, rows=health.rows)}</small>"
    low, high = (percent(each, language) for each in (health.estimate.low, health.estimate.high))
    return f"{percent(health.estimate.accuracy, language)} <small>{low} – {high}</small>"


def _validated(health: Health, language: Language) -> str:
    return "–" if health.validation_accuracy is None else percent(health.validation_accuracy, language)


def _drift(health: Health, language: Language) -> str:
    if health.drifted is None:
        return "–"
    traits = ", ".join(sentence(f"trait_{trait}", language) for trait in health.drifted)
    return f"<b>{escape(traits)}</b>" if traits else say("no_drift", language)


def _alerts(made: Overview, language: Language) -> str:
    told = "".join(
        "<li>"
        + (
            say("alert_over", language, began=_moment(each.began), over=_moment(each.over))
            if each.over
            else f"<b>{say('alert_lasts', language, began=_moment(each.began))}</b>"
        )
        + "</li>"
        for each in made.alerts
    )
    body = f"<ul>{told}</ul>" if told else f"<p>{say('no_alert', language)}</p>"
    return f"<section class='alerts'><h3>{say('alerts', language)}</h3>{body}</section>"


def _frame(made: Overview, heading: str, summary: str, top: str) -> Frame:
    return Frame(heading, summary, top, _moment(made.since), _moment(made.until))


def _place(made: Overview, start: datetime | None) -> float:
    """Where a bucket begins, 0 to 1; the first may have begun before the span did."""
    if start is None:
        return 0.0
    return max(0.0, (start - made.since) / (made.until - made.since))


def _buckets(made: Overview) -> int:
    return max(1, round((made.until - made.since).total_seconds() / made.bucket_seconds))


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"
