"""The environment that the software starts from."""

from pathlib import Path

import pytest

from bentos.settings import FAMILIES, ROOT, Settings, SettingsError, settings


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)
    settings.cache_clear()


def test_without_variables_everything_has_its_default() -> None:
    assert (settings().served, settings().host, settings().port) == (FAMILIES, "127.0.0.1", 3000)


def test_the_home_lies_beside_the_code_wherever_the_user_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    assert settings().home == ROOT / "var"


def test_databases_stay_in_the_home_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTIMENT_HOME", "/somewhere")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000")
    assert settings().database == "sqlite:////somewhere/sentiment.db"
    assert settings().mlflow == "http://127.0.0.1:5000"
    assert settings().downloads == Path("/somewhere/downloads")


def test_families_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTIMENT_FAMILIES", "bert, logreg")
    assert settings().served == ("bert", "logreg")


def test_keys_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEYS", "one, two")
    assert [key.get_secret_value() for key in settings().api_keys] == ["one", "two"]


def test_alerts_go_to_urls_separated_by_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALERT_URLS", " mailto://a.org?to=b@a.org,c@a.org\n json://d.org ")
    urls = [url.get_secret_value() for url in settings().alert_urls]
    assert urls == ["mailto://a.org?to=b@a.org,c@a.org", "json://d.org"]


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_TOKEN", "the-first-secret")
    monkeypatch.setenv("API_KEYS", "the-second-secret")
    monkeypatch.setenv("ALERT_URLS", "mailtos://me:the-third-secret@example.org")
    assert "-secret" not in repr(settings())


def test_a_secret_that_can_be_guessed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_TOKEN", "sixteen-and-more-characters")
    monkeypatch.setenv("API_KEYS", "sixteen-and-more-characters,short")
    assert settings().guessable == ("API_KEYS",)


@pytest.mark.parametrize("name", ["HOST", "PORT", "DATABASE_URL", "SENTIMENT_FAMILIES", "API_KEYS"])
def test_an_empty_variable_counts_as_absent(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = settings()
    settings.cache_clear()
    monkeypatch.setenv(name, "")
    assert settings() == before


def test_what_a_bento_keeps_lies_outside_of_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bento = tmp_path / "bento.yaml"
    bento.touch()
    monkeypatch.setattr("bentos.settings.BENTO", bento)
    monkeypatch.setenv("BENTOML_HOME", "/somewhere")
    assert settings().home == Path("/somewhere/sentiment")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "seventy"),
        ("PORT", "70000"),
        ("SENTIMENT_FAMILIES", "logreg,svm"),
        ("SENTIMENT_DEFAULT_MODEL", "svm"),
        ("SENTIMENT_DEADLINE_MS", "0"),
        ("SENTIMENT_MAX_BATCH_SIZE", "1"),
        ("SENTIMENT_KEEP_DAYS", "-1"),
        ("SENTIMENT_RATE_LIMIT", "many"),
        ("SENTIMENT_RATE_LIMIT", "0/minute"),
        ("ADMIN_TOKEN", " "),
        ("API_KEYS", " ,"),
        ("ALERT_THRESHOLD", "0"),
        ("ALERT_WINDOW", "0"),
        ("ALERT_CONFIDENCE", "1.5"),
        ("ALERT_LANGUAGE", "de"),
    ],
)
def test_a_wrong_value_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as caught:
        settings()
    assert value.split(",")[-1] in str(caught.value)


@pytest.mark.parametrize("text", ["nonsense", "InstrumentationKey=;IngestionEndpoint=https://x/"])
def test_a_connection_string_without_a_key_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("APPLICATIONINSIGHTS_CONNECTION_STRING", text)
    with pytest.raises(SettingsError, match=r"APPLICATIONINSIGHTS_CONNECTION_STRING: .* InstrumentationKey"):
        settings()


def test_a_collector_needs_a_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318")
    with pytest.raises(SettingsError, match=r"OTEL_EXPORTER_OTLP_ENDPOINT: .* http://"):
        settings()


def test_a_secret_that_cannot_be_used_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPLICATIONINSIGHTS_CONNECTION_STRING", "a-secret-without-its-name")
    with pytest.raises(SettingsError) as caught:
        settings()
    assert "a-secret" not in str(caught.value)
    assert caught.value.__suppress_context__
