"""The report in MLflow: a run of its own with the page and every figure."""

from pathlib import Path, PurePath

from bentos.settings import settings
from train import tracking
from train.fitted import TrainingError
from train.report.findings import Findings
from train.rows import Rows


def log(findings: Findings, page: Path) -> None:
    """Log a page that has been written. Raises TrainingError where MLflow's store does not answer."""
    import mlflow

    settings().home.mkdir(parents=True, exist_ok=True)
    try:
        with mlflow.start_run(experiment_id=tracking.experiment("report")):
            tweets = findings.tweets
            mlflow.log_params({"data": PurePath(tweets.source).name, "rows": len(tweets)})
            mlflow.log_params({each.name: each.answers.model.stored.tag for each in findings.models})
            mlflow.set_tag("data.test.sha256", Rows(tweets.texts, tweets.labels).fingerprint())
            for each in findings.models:
                for name, figure in each.figures.items():
                    values = {"": figure.value, ".low": figure.low, ".high": figure.high}
                    mlflow.log_metrics({f"{each.name}.{name}{end}": value for end, value in values.items()})
            mlflow.log_artifact(str(page))
    except mlflow.MlflowException as error:
        raise TrainingError(
            f"{page} is written, but MLflow's store at {settings().mlflow} did not take it "
            f"({str(error).splitlines()[0]}); check it and run the report again."
        ) from error
