"""Where the administrator signs in, on a tab that is open to nobody else."""

from typing import TYPE_CHECKING

from bentos.promotions import user
from bentos.sentences import Language
from bentos.web.entrance import administers, visitor
from ui import cards
from ui.sentences import say

if TYPE_CHECKING:
    import gradio as gr


def opens(request: "gr.Request") -> bool:
    """Whether a request comes from the administrator."""
    return request.request is not None and administers(request.request.scope)


def name(request: "gr.Request") -> str:
    """What the administrator signed in as; on the service's own machine, where nobody signs in, its user."""
    return (visitor(request.request.scope) if request.request else "") or user()


def html(closed: str, language: Language) -> str:
    """The sentence of that key, and the door; without its last slash, the login holds for the page, too."""
    door = f"<p class='door'><a href='../monitoring'>{say('sign_in', language)}</a></p>"
    return cards.hint(say(closed, language)) + door
