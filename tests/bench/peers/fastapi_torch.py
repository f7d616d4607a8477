"""FastAPI, transformers and torch in one process, a tweet a forward pass."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from pydantic import BaseModel

from tests.bench.peers.torch_bert import TorchBert


class Tweet(BaseModel):
    """What comes in."""

    text: str


class Answer(BaseModel):
    """What goes out: the probability of Positive."""

    positive: float


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    import torch

    # Threads that share a forward pass only wait for each other where requests keep every core busy.
    torch.set_num_threads(1)
    app.state.bert = TorchBert()
    yield


app = FastAPI(lifespan=_lifespan)


# A plain function: FastAPI runs it in its pool of threads, and torch lets others run meanwhile.
@app.post("/predict")
def predict(tweet: Tweet, request: Request) -> Answer:
    """Score one tweet."""
    return Answer(positive=request.app.state.bert.positive([tweet.text])[0])
