"""The tests of the API that hold wherever the service runs: who imports them brings a `server`."""

from tests.api.test_addresses import *  # noqa: F403 - tests are found by pytest, not named
from tests.api.test_auto import *  # noqa: F403 - the same
from tests.api.test_batch import *  # noqa: F403 - the same
from tests.api.test_compare import *  # noqa: F403 - the same
from tests.api.test_export import *  # noqa: F403 - the same
from tests.api.test_feedback import *  # noqa: F403 - the same
from tests.api.test_headers import *  # noqa: F403 - the same
from tests.api.test_limits import *  # noqa: F403 - the same
from tests.api.test_models import *  # noqa: F403 - the same
from tests.api.test_predict import *  # noqa: F403 - the same
