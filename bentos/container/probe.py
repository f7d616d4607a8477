"""Whether the server of this container is ready: `python probe.py` exits with 0 once it is.

It needs nothing but the standard library, so that asking every few seconds costs little.
"""

import os
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

_PATIENCE = 4  # seconds


def main() -> int:
    """Ask `/readyz`."""
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or 3000), timeout=_PATIENCE)
    try:
        connection.request("GET", "/readyz")
        return int(connection.getresponse().status != HTTPStatus.OK)
    except (OSError, HTTPException) as error:
        sys.stderr.write(f"The server does not answer: {error}.\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
