"""A container keeps the contract of the API."""

from tests.contract import *  # noqa: F403 - pytest finds the tests
