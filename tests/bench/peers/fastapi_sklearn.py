"""FastAPI and scikit-learn in one process, a tweet a call of `predict_proba`."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from pydantic import BaseModel

FILE = "BENCH_PIPELINE"  # the environment variable that names the pipeline joblib wrote


class Tweet(BaseModel):
    """What comes in."""

    text: str


class Answer(BaseModel):
    """What goes out: the probability of Positive."""

    positive: float


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    import joblib

    app.state.pipeline = joblib.load(os.environ[FILE])
    yield


app = FastAPI(lifespan=_lifespan)


# A plain function: FastAPI runs it in its pool of threads, and the event loop answers meanwhile.
@app.post("/predict")
def predict(tweet: Tweet, request: Request) -> Answer:
    """Score one tweet."""
    return Answer(positive=float(request.app.state.pipeline.predict_proba([tweet.text])[0, 1]))
