"""The OpenAPI description and the server, held against each other."""

import subprocess
import sys
from pathlib import Path

from tests.server import Server

EXAMPLES = "15"  # an operation and phase


def test_nothing_that_is_sent_is_answered_other_than_described(server: Server, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("schemathesis")
    configuration = Path(__file__).with_name("schemathesis.toml")
    options = ["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", "1"]
    patience = ["--suppress-health-check", "all", "--request-timeout", "60"]
    done = subprocess.run(
        [program, "--config-file", configuration, "run", f"{server.url}/openapi.json", *options, *patience],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
