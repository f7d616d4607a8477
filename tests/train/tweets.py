"""Invented tweets with an obvious label, in any number."""

from itertools import product

import numpy as np

from train.rows import Rows, Split

_THINGS = ("phone", "coffee", "train", "song", "flight", "weather", "team", "parcel", "movie", "boss")
_PLACES = ("at home", "in town", "this morning", "after work", "again", "@user", "tonight", "so far")
_LIKED = ("love the", "such a great", "happy with my", "enjoyed that")
_DISLIKED = ("hate the", "such an awful", "fed up with my", "can't stand that")


def rows(start: int, stop: int) -> Rows:
    """Rows number start to stop - 1, of 640 different ones, half of them positive."""
    everything = list(product(_PLACES, _THINGS, range(4), (0, 1)))[start:stop]
    texts = [
        f"{(_LIKED if label else _DISLIKED)[number]} {thing} {place}"
        for place, thing, number, label in everything
    ]
    return Rows(texts, np.array([label for *_, label in everything], dtype=np.int8))


def split(size: int = 240) -> Split:
    """`size` training rows, 60 for validation and 60 for the test."""
    return Split(rows(0, size), rows(500, 560), rows(560, 620), sources=("invented",))
