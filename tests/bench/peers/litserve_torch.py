"""LitServe with batching and the torch model in its worker process."""

import os
from typing import Any

import litserve

from tests.bench.peers.torch_bert import TorchBert

_BATCH = 64  # tweets
_WAIT = 0.01  # seconds that a batch waits to be full


class Sentiment(litserve.LitAPI):
    """Scores tweets."""

    def setup(self, device: str) -> None:  # noqa: ARG002 - LitServe gives it
        """Load the model."""
        self._bert = TorchBert()

    def decode_request(self, request: dict[str, str]) -> str:
        """The tweet of a request."""
        return request["text"]

    def predict(self, texts: list[str]) -> list[float]:
        """The probability of Positive of each tweet of a batch."""
        return self._bert.positive(texts)

    def encode_response(self, positive: float) -> dict[str, Any]:
        """What goes out."""
        return {"positive": positive}


if __name__ == "__main__":
    api = Sentiment(max_batch_size=_BATCH, batch_timeout=_WAIT)
    server = litserve.LitServer(api, accelerator="cpu")
    server.run(host="127.0.0.1", port=int(os.environ["PORT"]), generate_client_file=False)
