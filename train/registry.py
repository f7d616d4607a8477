"""MLflow's model registry and the labels of BentoML's store, kept in step with the promotions.

What was promoted stands in the store's own file (`bentos.promotions`), which decides alone. The alias and the
label repeat it for who looks there; whatever a killed process left undone in them is mended here.
"""

import logging
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml  # type: ignore[import-untyped]  # its types are a package of their own

from bentos import store
from bentos.card import CardError
from bentos.settings import Family, settings
from bentos.store import Stored

if TYPE_CHECKING:
    from mlflow import MlflowClient

Stage = Literal["champion", "challenger"]
STAGE = "stage"  # the label
TAG = "bento.tag"
PROCESS = "process"  # of a run: who makes it

log = logging.getLogger(__name__)


def process() -> str:
    """This process, told from all others that ever ran on any machine."""
    import psutil  # type: ignore[import-untyped]  # it ships none

    return f"{os.getpid()} {psutil.Process().create_time():.0f} {socket.gethostname()}"


def stages(family: Family) -> dict[Stage, Stored]:
    """The champion, and the newest model that was trained to challenge it. Raises CardError."""
    tag = store.champion(family)
    if tag is None:
        return {}
    found: dict[Stage, Stored] = {"champion": store.load(tag)}
    for other in store.versions(family):
        if other == tag:
            continue
        try:
            stored = store.load(other)
        except CardError:
            continue
        if stored.card.retraining and stored.card.retraining.parent == tag:
            found["challenger"] = stored
            break
    return found


def mend(family: Family) -> None:
    """Bring labels and aliases in step with the promotions, and end the runs of processes that are gone.

    A run whose model was saved has come to its end: it gets the model's tag.

    Says what it found. Where MLflow's store does not answer, its part is left for the next time.
    Raises CardError.
    """
    found = stages(family)
    _label(family, {stored.tag: stage for stage, stored in found.items()})
    import mlflow

    try:
        mlflow.set_tracking_uri(settings().mlflow)
        client = mlflow.MlflowClient()
        _finish(client, family)
        end_runs(client, family)
        _alias(client, f"{store.PREFIX}{family}", found)
    except mlflow.MlflowException as error:
        log.warning(
            "MLflow's registry at %s is not in step yet, the next run tries again (%s)",
            *(settings().mlflow, str(error).partition("\n")[0]),
        )


def _label(family: Family, stages: Mapping[str, Stage]) -> None:
    for tag in store.versions(family):
        folder = store.folder(tag)
        path = folder / "model.yaml"
        described = yaml.safe_load(path.read_text(encoding="utf-8"))
        labels = {name: value for name, value in described["labels"].items() if name != STAGE}
        if stage := stages.get(tag):
            labels[STAGE] = stage
        if labels != described["labels"]:
            log.info("%s is labelled %s in the store", tag, stage or "with no stage")
            _replace(path, yaml.safe_dump(described | {"labels": labels}, sort_keys=False))


def _replace(path: Path, content: str) -> None:
    """Write a file that is whole whenever it is read."""
    # Beside the model, since BentoML packs every file in its folder.
    part = path.parent.parent / f".{path.parent.name}.{os.getpid()}"
    with part.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _alias(client: "MlflowClient", name: str, stages: Mapping[Stage, Stored]) -> None:
    from mlflow import MlflowException

    try:
        aliases = client.get_registered_model(name).aliases
    except MlflowException:
        client.create_registered_model(name)
        aliases = {}
    versions = {
        version.tags.get(TAG): version.version for version in client.search_model_versions(f"name='{name}'")
    }
    for stage, stored in stages.items():
        version = versions.get(stored.tag) or _register(client, name, stored)
        if str(aliases.get(stage)) != str(version):
            log.info("%s is %s of %s in MLflow's registry", stored.tag, stage, name)
            client.set_registered_model_alias(name, stage, version)
    for stage in aliases.keys() & {"champion", "challenger"} - stages.keys():
        client.delete_registered_model_alias(name, stage)


def _register(client: "MlflowClient", name: str, stored: Stored) -> Any:
    from mlflow import MlflowException

    run_id: str | None = stored.card.lineage.run_id
    try:
        source = f"{client.get_run(str(run_id)).info.artifact_uri}/model"
    except MlflowException:
        # The model came from another machine, its run did not.
        run_id, source = None, stored.folder.resolve().as_uri()
    return client.create_model_version(name, source, run_id, tags={TAG: stored.tag}).version


def _finish(client: "MlflowClient", family: Family) -> None:
    """Finish the runs whose model is in the store, and whose process was killed before it could say so."""
    import bentoml

    experiment = client.get_experiment_by_name(f"{store.PREFIX}{family}")
    labels = {tag: bentoml.models.get(tag).info.labels for tag in store.versions(family)}
    saved = {found["mlflow-run-id"]: tag for tag, found in labels.items() if "mlflow-run-id" in found}
    if experiment is None or not saved:
        return
    listed = ", ".join(f"'{run_id}'" for run_id in saved)
    for run in client.search_runs([experiment.experiment_id], f"attributes.run_id IN ({listed})"):
        whole = run.info.status == "FINISHED" and TAG in run.data.tags
        if whole or not gone(run.data.tags.get(PROCESS, "")):
            continue
        run_id, tag = run.info.run_id, saved[run.info.run_id]
        log.info("The run %s was cut short after it had saved %s; it is marked FINISHED", run_id, tag)
        client.set_tag(run_id, TAG, tag)
        client.set_terminated(run_id, "FINISHED")


def end_runs(client: "MlflowClient", family: Family) -> None:
    """Mark the runs of a family as KILLED whose processes are gone, and the runs within them."""
    experiment = client.get_experiment_by_name(f"{store.PREFIX}{family}")
    if experiment is None:
        return
    running = client.search_runs([experiment.experiment_id], "attributes.status = 'RUNNING'")
    cut = {run.info.run_id for run in running if gone(run.data.tags.get(PROCESS, ""))}
    # The candidates of a search are runs within that of the family.
    inner = {run.info.run_id for run in running if run.data.tags.get("mlflow.parentRunId") in cut}
    for run_id in cut:
        log.info("The run %s was cut short; it is marked KILLED", run_id)
    for run_id in cut | inner:
        client.set_terminated(run_id, "KILLED")


def gone(process: str) -> bool:
    """Whether a process of this machine has ended; of one that is not known, nothing can be said."""
    import psutil

    number, _, rest = process.partition(" ")
    created, _, host = rest.partition(" ")
    if host != socket.gethostname():
        return False
    try:
        return abs(psutil.Process(int(number)).create_time() - float(created)) > 1
    except psutil.NoSuchProcess:
        return True
