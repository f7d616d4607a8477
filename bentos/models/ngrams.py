"""The n-grams of texts, as scikit-learn's TF-IDF vectorizer cuts them, in arrays over a whole batch."""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from bentos.models.trie import Integers

_END = "\n"  # of a text: no n-gram crosses a line break
_CHARACTERS = 0x110000


class Symbols(Protocol):
    """What n-grams are made of: a symbol is a number 0 <= symbol < `span`."""

    span: int

    def of(self, texts: Iterable[str]) -> tuple[Integers, Integers]:
        """(symbols,) of the texts, each text ended by a symbol of no term, and (texts,) how many each has."""
        ...


class Words:
    """Words, as the analyzer `word` tells them: a symbol is a word's number in the vocabulary."""

    def __init__(self, vocabulary: Sequence[str], pattern: str) -> None:
        """`pattern` is the regular expression of a word, which holds no blank. Raises re.error."""
        self._tokens = re.compile(pattern).findall
        self._numbers = {word: number for number, word in enumerate(vocabulary)}
        self._unknown = len(vocabulary)
        self.span = len(vocabulary) + 1

    def of(self, texts: Iterable[str]) -> tuple[Integers, Integers]:
        """The numbers of the words of each text, then the number of no word."""
        get, unknown, tokens = self._numbers.get, self._unknown, self._tokens
        numbers: list[int] = []
        lengths: list[int] = []
        for text in texts:
            start = len(numbers)
            for part in text.split():
                number = get(part)
                # A search for the words is needed only where a known word does not stand between two blanks.
                if number is None:
                    numbers += [get(word, unknown) for word in tokens(part)]
                else:
                    numbers.append(number)
            numbers.append(unknown)
            lengths.append(len(numbers) - start)
        return np.array(numbers, dtype=np.int64), np.array(lengths, dtype=np.int64)


class Characters:
    """Characters within words, as the analyzer `char_wb` takes them: a symbol is a code point.

    Words stand between blanks.
    """

    span = _CHARACTERS

    def of(self, texts: Iterable[str]) -> tuple[Integers, Integers]:
        """The code points of each text, then a line break.

        Each word keeps both blanks of its own. So an n-gram that left its word would have two blanks side by
        side, and no term has.
        """
        lines = [f" {'  '.join(words)} \n" if (words := text.split()) else _END for text in texts]
        return code_points("".join(lines)), np.array([len(line) for line in lines], dtype=np.int64)


def code_points(text: str) -> Integers:
    """(characters,) the code point of each."""
    encoded = text.encode("utf-32-le", "surrogatepass")
    return np.frombuffer(encoded, dtype="<u4").astype(np.int64)
