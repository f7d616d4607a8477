"""Cleaning many tweets at once."""

from collections.abc import Callable, Iterator

from bentos.text import normalise
from train.tables import DataError

Progress = Callable[[str], None]
WORKERS = 4  # at most: each holds an interpreter and its chunks, and the reader of their work is one
_CHUNK = 20_000


def normalised(texts: list[str], say: Progress) -> Iterator[str]:
    """The normalised texts in order; many are cleaned by up to four cores, with a word to `say` now and then.

    Raises DataError where a cleaning process dies.
    """
    chunks = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
    if len(chunks) < 3:
        yield from _clean(texts)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import cpu_count, get_context

    # Cleaning is pure Python; a spawned worker holds nothing of this process, threads included.
    with ProcessPoolExecutor(min(WORKERS, cpu_count()), mp_context=get_context("spawn")) as pool:
        try:
            for number, chunk in enumerate(pool.map(_clean, chunks), 1):
                yield from chunk
                if number % 10 == 0 or number == len(chunks):
                    say(f"Cleaned {min(number * _CHUNK, len(texts)):,} of {len(texts):,} tweets")
        except BrokenProcessPool as error:
            raise DataError(
                "A cleaning process was stopped, most likely for lack of memory; "
                "close other programs or give fewer rows with --data."
            ) from error


def _clean(texts: list[str]) -> list[str]:
    return [normalise(text) for text in texts]
