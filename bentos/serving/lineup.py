"""The lineup: which models answer by now, and by which cascade `auto` chooses among them."""

from collections.abc import Mapping
from pathlib import Path

from bentos.contracts import ModelsResponse, UnservedModel, WaitingModel
from bentos.serving import answers
from bentos.serving.auto import Auto, Cascading, Unfitted
from bentos.serving.panel import Panel
from bentos.settings import Family
from bentos.store import Stored, StoredCascade


class Lineup:
    """What `/models/` tells. To be used in one event loop."""

    def __init__(self, panel: Panel, unserved: Mapping[Family, str], *, auto: bool, deadline_ms: int) -> None:
        """With `auto`, the cascade answers where no model is named, if there is one."""
        self.auto: Auto = Unfitted(panel)
        self.auto_default = False
        self._panel = panel
        self._unserved = unserved
        self._waiting: dict[Family, WaitingModel] = {}
        self._auto_wanted = auto
        self._deadline_ms = deadline_ms
        self._cascade: StoredCascade | None = None
        self._cascade_reason: str | None = None

    def served(self) -> list[Stored]:
        """The models that answer."""
        return [each.stored for each in self._panel.served.values()]

    def succeed(self, stored: Stored) -> None:
        """A model answers for its family from now on."""
        self._panel.succeed(stored)

    def wait(self, family: Family, waiting: WaitingModel | None) -> None:
        """The champion of a family does not answer yet, or, with None, does."""
        self._waiting.pop(family, None)
        if waiting:
            self._waiting[family] = waiting

    def cascade_by(self, cascade: StoredCascade | None, reason: str | None) -> None:
        """Choose by this cascade, which was fitted for the served models; `reason` is why there is none."""
        self._cascade, self._cascade_reason = cascade, reason
        self.auto_default = self._auto_wanted and cascade is not None
        self.auto = Unfitted(self._panel)
        if cascade:
            self.auto = Cascading(self._panel, cascade.card, self._deadline_ms)

    def described(self, commit: str) -> ModelsResponse:
        """What is served, with figures and lineage, and what is not, with the reason."""
        default = None if self.auto_default else self._panel.default
        cascade = self._cascade and answers.describe_cascade(
            self._cascade, default=self.auto_default, deadline_ms=self._deadline_ms
        )
        return ModelsResponse(
            commit=commit,
            served=[
                answers.describe(stored, default=stored.card.family == default) for stored in self.served()
            ],
            unserved=[UnservedModel(family=family, reason=why) for family, why in self._unserved.items()],
            waiting=[*self._waiting.values()],
            cascade=cascade,
            cascade_reason=self._cascade_reason,
        )

    def pictures(self, family: Family) -> list[Path]:
        """The PNG files drawn when a served model was trained."""
        return sorted((self._panel.served[family].stored.folder / "pictures").glob("*.png"))
