"""The texts that a request brings: which of them a model can answer."""

from collections.abc import Sequence

from bentos.contracts import MAX_TEXT, ContractError

_SIGNS = str.maketrans("", "", "+-−.,'’_")


def check(text: str) -> None:
    """Raise ContractError for a text that is empty, too long or a number (digits, signs, separators)."""
    if len(text) > MAX_TEXT:
        raise ContractError(422, "text_too_long", limit=MAX_TEXT)
    if not text.strip():
        raise ContractError(400, "empty")
    if "".join(text.split()).translate(_SIGNS).isdigit():
        raise ContractError(400, "number")


def sort(texts: Sequence[str]) -> tuple[dict[int, ContractError], list[int]]:
    """The positions of the texts that no model can answer, with the reason, and those of the others."""
    errors: dict[int, ContractError] = {}
    for position, text in enumerate(texts):
        try:
            check(text)
        except ContractError as error:
            errors[position] = error
    return errors, [position for position in range(len(texts)) if position not in errors]
