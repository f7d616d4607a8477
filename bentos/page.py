"""The page inside the API's process: mounted with what it needs and no more, let go when the server stops."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import FastAPI

from bentos.doors import Doors
from bentos.ending import before_obeying


class Page:
    """Gradio Blocks mounted on the API's application under /ui."""

    def __init__(self, app: FastAPI, build: Callable[[], Any], appearance: dict[str, Any]) -> None:
        """`build` makes the Blocks.

        `appearance` is what `gradio.mount_gradio_app` takes for theme, styles, head and translations.
        """
        import gradio
        from gradio.route_utils import CustomCORSMiddleware

        # Gradio's own folder is shared by all that use Gradio on the machine, whoever they are.
        self._uploads = TemporaryDirectory(prefix="sentiment-uploads-")
        os.environ["GRADIO_TEMP_DIR"] = self._uploads.name
        blocks = build()
        # Gradio checks which files an event may read only where it believes that the page was launched.
        blocks.has_launched = True
        gradio.mount_gradio_app(
            app,
            blocks,
            path="/ui",
            show_error=False,
            run_history=False,
            footer_links=[],
            max_file_size="1mb",
            enable_monitoring=False,
            ssr_mode=False,
            mcp_server=False,
            **appearance,
        )
        mounted: Any = app.routes[-1]
        self._ending: asyncio.Event = mounted.app.stop_event
        # It lets the pages of any site read the answers wherever the service is not called localhost.
        mounted.app.user_middleware = [
            layer for layer in mounted.app.user_middleware if layer.cls is not CustomCORSMiddleware
        ]
        mounted.app = Doors(mounted.app, Path(self._uploads.name))

    def end_with_server(self) -> None:
        """End the page's responses when the process is told to stop; to be called in the running event loop.

        Every open page holds a response that never ends, and the server waits for all responses before
        it stops: without this, one open browser keeps it from stopping at all.
        """

        def end(obey: Callable[[], None]) -> None:
            self._ending.set()
            obey()

        before_obeying(end, signal.SIGINT, signal.SIGTERM)
