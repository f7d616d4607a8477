"""A collector of telemetry on loopback: takes what Azure's exporter and OTLP's send, and can go away."""

import gzip
import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, TypeVar

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.server import free_port

T = TypeVar("T")

_WAIT = 60.0  # seconds; only ends a test that would wait for ever


class Collector:
    """What came in: Azure's envelopes, OTLP's messages, and every body as bytes."""

    def __init__(self) -> None:
        self.port = free_port()
        self.envelopes: list[dict[str, Any]] = []
        self.traces: list[ExportTraceServiceRequest] = []
        self.logs: list[ExportLogsServiceRequest] = []
        self.metrics: list[ExportMetricsServiceRequest] = []
        self.bodies: list[bytes] = []
        self._server: ThreadingHTTPServer | None = None
        self.start()

    @property
    def azure(self) -> str:
        """The connection string of a resource whose endpoint this is."""
        return f"InstrumentationKey={'0' * 8}-0000-0000-0000-{'0' * 12};IngestionEndpoint=http://127.0.0.1:{self.port}/"

    @property
    def otlp(self) -> str:
        """The endpoint of OTLP."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Be there, at the same port as ever."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Refuse connections."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def take(self, path: str, body: bytes) -> bytes:
        """Keep a body; the answer to it."""
        self.bodies.append(body)
        if path == "/v2.1/track":
            sent = [json.loads(line) for line in body.splitlines()]
            sent = [each for part in sent for each in (part if isinstance(part, list) else [part])]
            self.envelopes += sent
            count = len(sent)
            return json.dumps({"itemsReceived": count, "itemsAccepted": count, "errors": []}).encode()
        if path == "/v1/traces":
            self.traces.append(ExportTraceServiceRequest.FromString(body))
        elif path == "/v1/logs":
            self.logs.append(ExportLogsServiceRequest.FromString(body))
        else:
            self.metrics.append(ExportMetricsServiceRequest.FromString(body))
        return b""

    def messages(self, start: str) -> list[dict[str, Any]]:
        """Azure's envelopes of log records that begin so."""
        found = (each for each in list(self.envelopes) if each["data"]["baseType"] == "MessageData")
        return [each for each in found if each["data"]["baseData"]["message"].startswith(start)]

    def named(self, name: str) -> list[dict[str, Any]]:
        """Azure's envelopes of spans of that name."""
        return [each for each in list(self.envelopes) if each["data"]["baseData"].get("name") == name]


def eventually(look: Callable[[], T]) -> T:
    """What `look` finds, once it finds something."""
    end = time.monotonic() + _WAIT
    while not (found := look()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)
    return found


def _handler(collector: Collector) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            answer = collector.take(self.path, body)
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
