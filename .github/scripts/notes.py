"""The notes of a release: `python notes.py v1.2.3` prints what CHANGELOG.md says of it.

The exit code is 2 where the tag is not the version in pyproject.toml, or the changelog does not know it.
"""

import re
import sys
import tomllib
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def main(tag: str, root: Path = _ROOT) -> int:
    """Print the section of the version that the tag names."""
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if tag != f"v{version}":
        sys.stderr.write(
            f"The tag is {tag}, but pyproject.toml has the version {version}; make them agree.\n"
        )
        return 2
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    section = re.search(
        rf"^## {re.escape(version)}\b.*?\n(.+?)(?=^## |\Z)", changelog, re.DOTALL | re.MULTILINE
    )
    if not section:
        sys.stderr.write(f"CHANGELOG.md has no section {version}; write what is new under it.\n")
        return 2
    sys.stdout.write(section[1].strip() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
