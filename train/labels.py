"""What a label in a file means: negative, positive or neutral."""

from train.tables import DataError, Table

NEUTRAL = -1
_WORDS = {"negative": 0, "neg": 0, "neutral": NEUTRAL, "positive": 1, "pos": 1}
_NUMBERS = {"0": 0, "1": 1, "2": NEUTRAL, "4": 1}


class Labels:
    """Reads the labels of one file; numbers must all belong to 0/1 or to 0/2/4."""

    def __init__(self, table: Table) -> None:
        self._path = table.path
        self._known: dict[str, int] = {}
        self._numbers: set[str] = set()

    def read(self, line: int, written: str) -> int:
        """0 negative, 1 positive, NEUTRAL neither.

        Raises DataError for a label that has no meaning here.
        """
        if (known := self._known.get(written)) is not None:
            return known
        plain = written.lower().removesuffix(".0")
        if plain in _NUMBERS:
            self._numbers.add(plain)
            if "1" in self._numbers and self._numbers & {"2", "4"}:
                raise DataError(
                    f"{self._path}, line {line}: the labels {', '.join(sorted(self._numbers))} stand side by "
                    "side and could mean two things; write negative, neutral and positive."
                )
            meaning = _NUMBERS[plain]
        elif plain in _WORDS:
            meaning = _WORDS[plain]
        else:
            raise DataError(
                f"{self._path}, line {line}: the label “{written[:40]}” is unknown; "
                "labels are 0 and 1, 0 and 4, or negative and positive."
            )
        self._known[written] = meaning
        return meaning
