"""The language of an answer, from the Accept-Language header (RFC 9110, 12.5.4)."""

from functools import lru_cache

from bentos.sentences import Language

DEFAULT: Language = "fr"


@lru_cache(maxsize=64)
def preferred(header: str | None) -> Language:
    """The language of greater weight, of two alike the first named; French where neither is asked for."""
    weights: dict[str, float] = {}
    for part in (header or "").split(","):
        tag, *parameters = (field.strip().lower() for field in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                weight = _weight(value.strip())
        name = tag.partition("-")[0]
        weights[name] = max(weight, weights.get(name, 0.0))
    rest = weights.get("*", 0.0)
    english, french = weights.get("en", rest), weights.get("fr", rest)
    named_first = next((name for name in weights if name in ("en", "fr")), DEFAULT)
    return "en" if english > french or (english == french > 0 and named_first == "en") else DEFAULT


def _weight(value: str) -> float:
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0
