"""`sentiment fetch` says clearly when there is no network."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import environment


def test_without_a_network_fetch_says_so_in_one_sentence_and_exits_with_2(tmp_path: Path) -> None:
    # A proxy that nobody serves: what a machine behind a closed door sees.
    nowhere = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, "-m", "train.cli", "fetch", "sentiment140"],
        env=environment(tmp_path, NO_PROXY="", no_proxy="", **nowhere),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "is there a network?" in done.stderr
    assert "Traceback" not in done.stderr
