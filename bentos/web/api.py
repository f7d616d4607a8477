"""The HTTP routes of the API."""

import json
from collections.abc import Callable
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, FastAPI, Header, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from fastapi.routing import APIRoute

from bentos.contracts import (
    BatchRequest,
    BatchResponse,
    CompareRequest,
    Comparison,
    FeedbackRequest,
    FeedbackResponse,
    ModelsResponse,
    Prediction,
    PredictRequest,
)
from bentos.monitoring.overview import Overview, Span
from bentos.sentences import Language
from bentos.serving.gateway import Gateway
from bentos.web import language, problems


class _JSONRequest(Request):
    async def json(self) -> Any:
        try:
            return await super().json()
        except json.JSONDecodeError:
            raise
        except (ValueError, RecursionError) as error:
            # Not UTF-8, nested too deeply, a number of thousands of digits: no JSON that anybody means.
            raise json.JSONDecodeError(str(error), "", 0) from error


class _Route(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()

        async def with_json_errors(request: Request) -> Response:
            response: Response = await handle(_JSONRequest(request.scope, request.receive))
            return response

        return with_json_errors


async def _gateway(request: Request) -> Gateway:
    return cast(Gateway, request.app.state.gateway)


async def _language(
    accept_language: Annotated[str | None, Header(description="fr (default) or en")] = None,
) -> Language:
    return language.preferred(accept_language)


Models = Annotated[Gateway, Depends(_gateway)]
Chosen = Annotated[Language, Depends(_language)]

_router = APIRouter(route_class=_Route)


def _route(method: str, path: str, *statuses: int, **options: Any) -> Callable[[Any], Any]:
    """Register a function with and without its trailing slash: not every client follows a redirected POST."""

    def register(endpoint: Any) -> Any:
        options.setdefault("responses", {}).update(problems.documented(*statuses))
        for address in (path, path.rstrip("/")):
            _router.add_api_route(
                address, endpoint, methods=[method], include_in_schema=address == path, **options
            )
        return endpoint

    return register


@_route("POST", "/predict/", 400, 404, 413, 422, 500, 503)
async def predict(request: PredictRequest, gateway: Models, chosen: Chosen) -> Prediction:
    """What one model says of one tweet."""
    return await gateway.predict(request.text, request.model, chosen)


@_route("POST", "/compare/", 400, 413, 422, 500, 503)
async def compare(request: CompareRequest, gateway: Models, chosen: Chosen) -> Comparison:
    """What every served model says of one tweet, whether they agree, and the words that weighed."""
    return await gateway.compare(request.text, chosen)


@_route("POST", "/predict/batch/", 404, 413, 422, 500, 503)
async def predict_batch(request: BatchRequest, gateway: Models, chosen: Chosen) -> BatchResponse:
    """What one model says of up to 1,000 tweets: a prediction for each, or a sentence that says why not."""
    return await gateway.predict_batch(request.texts, request.model, chosen)


@_route(
    "POST",
    "/feedback/",
    404,
    413,
    422,
    500,
    503,
    status_code=201,
    responses={200: {"model": FeedbackResponse, "description": "The same flag was stored before."}},
)
async def feedback(
    request: FeedbackRequest, response: Response, gateway: Models, _: Chosen
) -> FeedbackResponse:
    """Flag a wrong prediction with the right label. The answer comes once the flag is durable."""
    stored, created = await gateway.flag(request.prediction_id, request.label, request.comment)
    response.status_code = 201 if created else 200
    return stored


@_route(
    "GET",
    "/feedback/export/",
    500,
    503,
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
async def export(gateway: Models, _: Chosen) -> StreamingResponse:
    """Every flag with its prediction, the oldest first, as CSV; the administrator's alone."""
    headers = {"Content-Disposition": 'attachment; filename="flags.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(await gateway.export(), media_type="text/csv", headers=headers)


@_route("GET", "/monitoring/", 422, 500, 503)
async def monitoring(response: Response, gateway: Models, chosen: Chosen, span: Span = "day") -> Overview:
    """What was predicted lately, how the models fare and which to train again; the administrator's alone."""
    response.headers["Cache-Control"] = "no-store"
    return await gateway.monitoring(span, chosen)


@_route("GET", "/models/", 500)
async def models(gateway: Models) -> ModelsResponse:
    """What is served, with figures and lineage, and what is not, with the reason."""
    return await gateway.models()


async def _root() -> dict[str, str]:
    """Where to go from here."""
    return {"page": "/ui/", "documentation": "/docs", "models": "/models/", "ready": "/readyz"}


async def _page() -> RedirectResponse:
    # Relative, so that it holds behind any proxy and under any prefix.
    return RedirectResponse("ui/")


async def _documentation() -> HTMLResponse:
    from fastapi.openapi.docs import get_swagger_ui_html

    # BentoML serves these two files itself: the documentation opens without the internet.
    return get_swagger_ui_html(
        openapi_url="openapi.json",
        title="Sentiment",
        swagger_js_url="static_content/swagger-ui-bundle.js",
        swagger_css_url="static_content/swagger-ui.css",
        swagger_favicon_url="static_content/favicon-light-32x32.png",
    )


def create(gateway: Gateway) -> FastAPI:
    """The API over a gateway."""
    app = FastAPI(
        title="Sentiment",
        description="The sentiment of tweets by four model families, compared and corrected.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.gateway = gateway
    problems.register(app)
    app.add_api_route("/", _root, methods=["GET"], name="root")
    app.add_api_route("/ui", _page, methods=["GET"], include_in_schema=False)
    app.add_api_route("/docs", _documentation, methods=["GET"], include_in_schema=False)
    app.routes.extend(_router.routes)
    return app
