"""Frames come out of a stream as they went in, however it is cut."""

from hypothesis import given
from hypothesis import strategies as st

from bentos.serving.frames import Frames, Kind

FRAMES = st.tuples(st.integers(0, 2**32 - 1), st.sampled_from(Kind), st.binary(max_size=300))


class Wire:
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written += data


class Reader(Frames):
    """Keeps the frames that came."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[tuple[int, int, bytes]] = []

    def frame(self, number: int, kind: int, body: bytes) -> None:
        self.frames.append((number, kind, body))


@given(st.lists(FRAMES, max_size=8), st.lists(st.integers(1, 400), max_size=20))
def test_frames_are_read_as_they_were_sent_however_they_are_cut(
    frames: list[tuple[int, Kind, bytes]], cuts: list[int]
) -> None:
    sender, wire, reader = Frames(), Wire(), Reader()
    sender.connection_made(wire)  # type: ignore[arg-type]  # only `write` is called
    for number, kind, body in frames:
        sender.send(number, kind, body)
    rest = wire.written
    for cut in cuts:
        reader.data_received(rest[:cut])
        rest = rest[cut:]
    reader.data_received(rest)
    assert reader.frames == frames


def test_nothing_is_sent_to_an_end_that_has_left() -> None:
    sender, wire = Frames(), Wire()
    sender.connection_made(wire)  # type: ignore[arg-type]  # only `write` is called
    sender.connection_lost(None)
    sender.send(1, Kind.READY)
    assert wire.written == b""
