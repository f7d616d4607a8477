"""What a report of pip-audit says, in sentences: `python .ci/audit.py build/audit.json`.

The exit code is 1 where a pinned package has a known vulnerability, and 0 where none has. Where the
advisories cannot be reached it is 0, too, unless ADVISORIES is `required`: pip-audit itself calls it a
success when it found none of the packages.
"""

import json
import os
import sys
from pathlib import Path


def main(report: Path) -> int:
    """Print what the report says; a report that was not written is one without advisories."""
    packages = json.loads(report.read_text(encoding="utf-8"))["dependencies"] if report.exists() else []
    audited = [package for package in packages if "vulns" in package]
    if not audited:
        sys.stderr.write("The advisories cannot be reached: nothing was audited. Try again when online.\n")
        return 1 if os.environ.get("ADVISORIES") == "required" else 0
    skipped = [package["name"] for package in packages if "vulns" not in package]
    if skipped:
        sys.stderr.write(f"Not audited, since no advisories are kept for it: {', '.join(skipped)}.\n")
    found = [(package, advisory) for package in audited for advisory in package["vulns"]]
    for package, advisory in found:
        fixed = ", ".join(advisory["fix_versions"]) or "no version yet"
        sys.stderr.write(f"{package['name']} {package['version']}: {advisory['id']}, fixed in {fixed}.\n")
    sys.stdout.write(f"{len(audited)} packages audited, {len(found)} known vulnerabilities.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
