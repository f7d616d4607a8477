"""What cannot be measured ends in a sentence."""

import pytest

from tests.bench.__main__ import main


def test_an_unknown_contender_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--only", "nobody"])
    assert "no such contender: nobody" in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_a_store_without_a_model_says_how_to_get_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([])
    assert capsys.readouterr().err.startswith("No bert model is in the store")
