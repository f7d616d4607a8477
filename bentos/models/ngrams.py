"""The n-grams of texts, as scikit-learn's TF-IDF vectorizer cuts them, in arrays over a whole batch."""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from bentos.models.trie import Integers

# ASCII's own characters for it: what a tweet begins or ends with tells more than the same words within.
START, END = "\x02", "\x03"
_BREAK = "\n"  # after a text: no n-gram crosses a line break
_CHARACTERS = 0x110000


def bounded(text: str) -> str:
    """The text between START and END, each a word; a text without a word stays as it is."""
    return f"{START} {text} {END}" if text.split() else text


class Symbols(Protocol):
    """What n-grams are made of: a symbol is a number 0 <= symbol < `span`."""

    span: int

    def of(self, texts: Iterable[str]) -> tuple[Integers, Integers]:
        """(symbols,) of the texts, each text ended by a symbol of no term, and (texts,) how many each has."""
        ...

    def owners(self, words: Sequence[str]) -> Integers:
        """(symbols,) for the text of these words the word that each symbol belongs to, but for its end."""
        ...


class Words:
    """Words of a bounded text, as the analyzer `word` tells them: a symbol is a word's number."""

    def __init__(self, vocabulary: Sequence[str], pattern: str) -> None:
        """`pattern` is the regular expression of a word, which holds no blank. Raises re.error."""
        self._tokens = re.compile(pattern).findall
        self._numbers = {word: number for number, word in enumerate(vocabulary)}
        self._unknown = len(vocabulary)
        self._start, self._end = (self._numbers.get(edge, self._unknown) for edge in (START, END))
        self.span = len(vocabulary) + 1

    def of(self, texts: Iterable[str]) -> tuple[Integers, Integers]:
        """The numbers of START, of the words of each text and of END, then the number of no word."""
        get, unknown, tokens = self._numbers.get, self._unknown, self._tokens
        numbers: list[int] = []
        lengths: list[int] = []
        for text in texts:
            begun = len(numbers)
            parts = text.split()
            if parts:
                numbers.append(self._start)
            for part in parts:
                number = get(part)
                # A search for the words is needed only where a known word does not stand between two blanks.
                if number is None:
                    numbers += [get(word, unknown) for word in tokens(part)]
                else:
                    numbers.append(number)
            if parts:
                numbers.append(self._end)
            numbers.append(unknown)
            lengths.append(len(numbers) - begun)
        return np.array(numbers, dtype=np.int64), np.array(lengths, dtype=np.int64)

    def owners(self, words: Sequence[str]) -> Integers:
        """START belongs to the first word, END to the last."""
        counts = self.of(words)[1] - 3  # a word by itself has START, END and the number of no word, too
        counts[:1] += 1
        counts[-1:] += 1
        return np.repeat(np.arange(len(words)), counts)


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
        lines = [f" {'  '.join(words)} \n" if (words := text.split()) else _BREAK for text in texts]
        return code_points("".join(lines)), np.array([len(line) for line in lines], dtype=np.int64)

    def owners(self, words: Sequence[str]) -> Integers:
        """The characters of each word and both its blanks belong to it."""
        return np.repeat(np.arange(len(words)), self.of(words)[1] - 1)


def code_points(text: str) -> Integers:
    """(characters,) the code point of each."""
    encoded = text.encode("utf-32-le", "surrogatepass")
    return np.frombuffer(encoded, dtype="<u4").astype(np.int64)
