"""Watch a new revision: `python watch.py`. The exit code is 1 where it fails.

REVISION_NAME in the resource group GROUP is watched for WATCH_MINUTES, a look every WATCH_SECONDS. Of its
requests, Azure's own count, a share of MAX_ERRORS at most may be answered with 5xx. REVISION_URL is asked at
each look: it must keep the contract, and Azure must have counted at least these requests in the end.
"""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any
from urllib.error import URLError

import smoke

_ENOUGH = 50  # requests before which a share says nothing yet


def main() -> int:
    """Look until the time is over, or until it is clear that the revision fails."""
    since = datetime.now(UTC)
    allowed = float(os.environ["MAX_ERRORS"])
    for look in range(1, _looks() + 1):
        time.sleep(float(os.environ["WATCH_SECONDS"]))
        try:
            found = list(smoke.breaches(os.environ["REVISION_URL"]))
        except (URLError, OSError) as error:
            found = [f"The service stopped answering: {error}"]
        errors, requests = counted(since)
        sys.stdout.write(f"{look}: {requests:g} requests, {errors:g} of them answered with 5xx.\n")
        sys.stdout.flush()
        last = look == _looks()
        if last and not requests:
            found.append("Azure counts no request of the revision, which was asked: it cannot be watched.")
        elif (last or requests >= _ENOUGH) and errors / requests > allowed:
            found.append(f"{errors / requests:.1%} of the requests fail, more than {allowed:.1%}.")
        if found:
            sys.stderr.writelines(f"{sentence}\n" for sentence in found)
            return 1
    return 0


def _looks() -> int:
    return max(1, round(60 * float(os.environ["WATCH_MINUTES"]) / max(1, float(os.environ["WATCH_SECONDS"]))))


def counted(since: datetime) -> tuple[float, float]:
    """The requests of the revision since then that were answered with 5xx, and all of them."""
    group = ["--resource-group", os.environ["GROUP"]]
    app = azure("containerapp", "show", "--name", "sentiment", *group)["id"]
    answer = azure(
        *("monitor", "metrics", "list", "--resource", app, "--metric", "Requests", "--aggregation", "Total"),
        *("--interval", "PT1M", "--start-time", since.strftime("%Y-%m-%dT%H:%M:%SZ"), "--filter"),
        f"revisionName eq '{os.environ['REVISION_NAME']}' and statusCodeCategory eq '*'",
    )
    errors = total = 0.0
    for series in answer["value"][0]["timeseries"]:
        count = sum(point.get("total") or 0 for point in series["data"])
        kinds = [each["value"] for each in series["metadatavalues"]]
        total += count
        errors += count if "5xx" in kinds else 0
    return errors, total


def azure(*arguments: str) -> Any:
    """What the Azure CLI answers. Raises SystemExit where it fails: what is not seen is not good."""
    command = ["az", *arguments, "--output", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    if done.returncode:
        raise SystemExit(f"`az {' '.join(arguments[:2])}` failed: {done.stderr.strip()}")
    return json.loads(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
