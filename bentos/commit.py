"""The commit of the code: what SENTIMENT_COMMIT says, else the Bento's label, else what git says."""

import subprocess

from bentos.settings import BENTO, ROOT, Settings

LABEL = "git-commit"  # of the Bento
UNKNOWN = "unknown"


def running(settings: Settings) -> str:
    """The commit of the service that runs; `unknown` where nothing names it."""
    return settings.commit or (labelled() if BENTO.is_file() else cloned())


def labelled() -> str:
    """The commit that the Bento's description names."""
    import yaml  # type: ignore[import-untyped]  # its types are a package of their own

    description = yaml.safe_load(BENTO.read_text(encoding="utf-8"))
    return str(description.get("labels", {}).get(LABEL, UNKNOWN))


def cloned() -> str:
    """The commit that is checked out, with `-dirty` where tracked files differ; `unknown` outside git."""
    try:
        head = _git("rev-parse", "HEAD")
        return f"{head}-dirty" if _git("status", "--porcelain", "--untracked-files=no") else head
    except (OSError, subprocess.CalledProcessError):
        return UNKNOWN


def _git(*arguments: str) -> str:
    # S603, S607: fixed arguments, and git is found on PATH as a user's own is.
    done = subprocess.run(  # noqa: S603
        ["git", "-C", str(ROOT), *arguments],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
