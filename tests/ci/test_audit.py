"""What `make audit` says of a report."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bentos.settings import ROOT

CLEAN = {"name": "numpy", "version": "2.4.6", "vulns": []}
SKIPPED = {"name": "inhouse", "skip_reason": "not found"}
VULNERABLE = {
    "name": "bentoml",
    "version": "1.4.0",
    "vulns": [{"id": "CVE-2026-44345", "fix_versions": ["1.4.39"]}],
}


def audit(report: Path, advisories: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / ".ci" / "audit.py", report]
    env = os.environ | {"ADVISORIES": advisories}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Where pip-audit writes its report."""
    return tmp_path / "audit.json"


def write(report: Path, *packages: object) -> None:
    report.write_text(json.dumps({"dependencies": packages, "fixes": []}), encoding="utf-8")


def test_a_known_vulnerability_fails_and_is_named_with_its_remedy(report: Path) -> None:
    write(report, CLEAN, VULNERABLE)
    done = audit(report)
    assert done.returncode == 1
    assert "bentoml 1.4.0: CVE-2026-44345, fixed in 1.4.39." in done.stderr


def test_packages_without_advisories_pass(report: Path) -> None:
    write(report, CLEAN)
    done = audit(report)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 packages audited, 0 known vulnerabilities." in done.stdout


def test_a_package_that_nobody_keeps_advisories_for_is_named(report: Path) -> None:
    write(report, CLEAN, SKIPPED)
    done = audit(report)
    assert done.returncode == 0
    assert "inhouse" in done.stderr


def test_without_a_report_it_says_that_nothing_was_audited(report: Path) -> None:
    done = audit(report)
    assert done.returncode == 0
    assert "nothing was audited" in done.stderr


def test_a_report_that_skips_every_package_is_not_called_clean(report: Path) -> None:
    write(report, SKIPPED)
    done = audit(report)
    assert done.returncode == 0
    assert "nothing was audited" in done.stderr
    assert done.stdout == ""


def test_where_advisories_are_required_a_report_without_any_fails(report: Path) -> None:
    write(report, SKIPPED)
    done = audit(report, "required")
    assert done.returncode == 1
    assert "nothing was audited" in done.stderr
    report.unlink()
    assert audit(report, "required").returncode == 1
