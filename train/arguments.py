"""The options that several commands share, and the options of one call as words for another."""

from typing import Annotated, Literal

import typer

from bentos.settings import Family
from train.fitted import TrainingError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Model = Annotated[str, typer.Option(help="FAMILY, or FAMILY:VERSION.")]
Labelled = Annotated[str, typer.Option(help="Labelled file.")]
Data = Annotated[
    list[str] | None,
    typer.Option(help="starter, sentiment140 or a labelled file; may be repeated.  [default: starter]"),
]
Test = Annotated[str | None, typer.Option(help="Labelled file to test on.")]
Limit = Annotated[int | None, typer.Option(min=1, help="At most that many training tweets.")]
TextColumn = Annotated[str | None, typer.Option(help="Name of the column of the tweets.")]
LabelColumn = Annotated[str | None, typer.Option(help="Name of the column of the labels.")]
Vectors = Annotated[str | None, typer.Option(help="GloVe vectors: a name or a file.")]
BaseModel = Annotated[str | None, typer.Option(help="BERT encoder: a Hugging Face id or a folder.")]
Teacher = Annotated[
    str | None,
    typer.Option(help="A better model to learn from too, such as bert: FAMILY, or FAMILY:VERSION."),
]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Seed of all that is random.")]
Reviewer = Annotated[str, typer.Option("--reviewer", help="Who reviews.  [default: you]")]
Engine = Annotated[Literal["local", "ray"], typer.Option(help="This machine, or a Ray cluster.")]
Address = Annotated[
    str, typer.Option(envvar="RAY_ADDRESS", help="Of the Ray cluster; auto: the one of this machine.")
]


LEARNERS: tuple[Family, ...] = ("logreg", "lstm-word2vec", "lstm-glove")  # from a teacher


def check_teacher(family: Family, teacher: str | None) -> None:
    """Raise TrainingError where a family can have no teacher."""
    if teacher and family not in LEARNERS:
        raise TrainingError(f"{family} learns from labels alone; leave --teacher out.")


def words(context: typer.Context, *but: str) -> list[str]:
    """The options of this call, as words for another, without some."""
    said: list[str] = []
    for name, value in context.params.items():
        if name == "family" or name in but or value is None or value is False or value == "":
            continue
        option = "--json" if name == "as_json" else f"--{name.replace('_', '-')}"
        if value is True:
            said.append(option)
            continue
        for one in value if isinstance(value, list | tuple) else [value]:
            said += [option, str(one)]
    return said
