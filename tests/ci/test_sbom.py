"""The bill of materials of the Bento."""

import json
import re
import subprocess
import sys
from pathlib import Path

from bentos.settings import ROOT

PIN = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)


def test_the_bill_names_every_package_that_the_bento_installs(tmp_path: Path) -> None:
    lock = (ROOT / "requirements.serve.lock").read_text(encoding="utf-8")
    bill = tmp_path / "sbom.json"
    command = ["make", "sbom", "--assume-old=install", f"BIN={Path(sys.executable).parent}", f"SBOM={bill}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = json.loads(bill.read_text(encoding="utf-8"))
    assert written["bomFormat"] == "CycloneDX"
    named = {(part["name"], part["version"]) for part in written["components"]}
    assert named == set(PIN.findall(lock)) != set()
