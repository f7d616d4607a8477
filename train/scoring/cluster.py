"""Blocks scored on a Ray cluster, by Ray Data: a task scores a block, one on each core at once.

The tasks bring this code and the models with them: a node needs what the project depends on, none of its
files and no shared disk. A task whose process or node dies is done again elsewhere.
"""

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bentos import card
from bentos.text import encodable
from train.cluster import connected
from train.scoring.block import Block, Records, Verdicts
from train.scoring.scorer import Choice, Scorer

if TYPE_CHECKING:
    import pyarrow

_AHEAD = 8  # blocks for each core that are given to Ray Data at once
_COLUMNS = ("positive", "models", "reasons")


def score(
    address: str, choice: Choice, blocks: Iterable[Block[Records]]
) -> Iterator[tuple[Block[Records], Verdicts]]:
    """The blocks in order, each with its verdicts.

    `address` is the cluster's, or auto for one that this machine is part of. Raises TrainingError where there
    is none.
    """
    iterator = iter(blocks)
    with connected(address) as ray:
        _quiet()
        size = _AHEAD * int(ray.cluster_resources().get("CPU", 1))
        models = ray.put((choice, {stored.tag: _files(stored.folder) for stored in choice.models}))
        # While the cluster scores some blocks, the next are read.
        with ThreadPoolExecutor(1) as reader:
            taken = list(islice(iterator, size))
            while taken:
                following = reader.submit(lambda: list(islice(iterator, size)))
                yield from zip(taken, _verdicts(taken, models), strict=True)
                taken = following.result()


def _quiet() -> None:
    import ray.data

    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.execution_options.preserve_order = True


def _verdicts(blocks: list[Block[Records]], models: Any) -> Iterator[Verdicts]:
    import pyarrow
    import ray.data

    tables = [
        # Arrow takes only what UTF-8 can write.
        pyarrow.table({"text": pyarrow.array([text and encodable(text) for text in block.texts], "string")})
        for block in blocks
    ]
    given: Any = ray.data.from_arrow(tables)  # Ray's types know of no function that takes more than a batch
    scored = given.map_batches(
        _scored, batch_size=None, batch_format="pyarrow", fn_args=(models,), num_cpus=1
    )
    for table in scored.iter_batches(batch_size=None, batch_format="pyarrow"):
        yield Verdicts(*(table[name].to_pylist() for name in _COLUMNS))


def _scored(table: "pyarrow.Table", models: Any) -> "pyarrow.Table":
    import pyarrow

    verdicts = _scorer(models).verdicts(table["text"].to_pylist())
    return pyarrow.table(
        {
            "positive": pyarrow.array(verdicts.positive, "float64"),
            "models": pyarrow.array(verdicts.models, "string"),
            "reasons": pyarrow.array(verdicts.reasons, "string"),
        }
    )


@lru_cache(maxsize=1)
def _scorer(models: Any) -> Scorer:
    """The models, loaded once by each process that Ray runs tasks in."""
    import ray

    choice, files = ray.get(models)
    with TemporaryDirectory() as folder:
        stored = tuple(
            replace(each, folder=_unpacked(files[each.tag], Path(folder) / each.card.family))
            for each in choice.models
        )
        return Scorer(replace(choice, models=stored))


def _files(folder: Path) -> dict[str, bytes]:
    names = (card.NAME, *card.read(folder).files)
    return {name: (folder / name).read_bytes() for name in names}


def _unpacked(files: dict[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    card.read(folder)
    return folder
