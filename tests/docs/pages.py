"""The project's Markdown pages, and what is written in them."""

import re
from dataclasses import dataclass
from pathlib import Path

from bentos.settings import ROOT

FOLDERS = (".github", "bentos", "tests", "train", "ui")

_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """A Markdown file, by its path inside the project."""

    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return ROOT / self.name

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def blocks(self) -> list[str]:
        """The shell blocks in order."""
        return [content for language, content in _FENCED.findall(self.text) if language == "sh"]

    @property
    def prose(self) -> str:
        """The text without its fenced blocks."""
        return _FENCED.sub("", self.text)

    @property
    def code(self) -> list[str]:
        """The commands of the shell blocks, and what stands between backticks in the prose."""
        spans = [" ".join(span.split()) for span in _SPAN.findall(self.prose)]
        return [*(command for block in self.blocks for command in commands(block)), *spans]

    @property
    def links(self) -> list[str]:
        """The targets of links and pictures in order."""
        return _LINK.findall(self.prose)

    @property
    def headings(self) -> list[tuple[str, str]]:
        """The signs and the words of each heading."""
        return _HEADING.findall(self.prose)

    @property
    def anchors(self) -> set[str]:
        """The names by which GitHub links to the headings."""
        plain = (re.sub(r"[^\w\- ]", "", words.lower()) for _, words in self.headings)
        return {words.replace(" ", "-") for words in plain}


def commands(block: str) -> list[str]:
    """The commands of a shell block, without comments; one that goes over several lines is one."""
    whole = block.replace("\\\n", " ")
    lines = (" ".join(re.split(r"\s#|^#", line, maxsplit=1)[0].split()) for line in whole.splitlines())
    return [line for line in lines if line]


PAGES = [
    Page(str(path.relative_to(ROOT)))
    for path in sorted(
        [*ROOT.glob("*.md"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md"))]
    )
]
