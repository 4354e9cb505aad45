"""Decode the pictures of an open file in presentation order, deinterlaced; count what is damaged.

Camcorders and capture cards store a frame as two halves, taken one after the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import av
from av.filter import Graph
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from handtrack.sources.container import Opened

_LAST_PACKETS = 8
"""A packet that is cut off may precede the end of the pictures by a few: they come out of order."""


class Decoder:
    """Decodes one stream of a file; iterated once.

    Parameters
    ----------
    opened : Opened
    with_sound : bool
        Whether the sound's packets are read too, because only both together state how long the file
        is.

    Attributes
    ----------
    damaged : int
        Pictures so far that could not be decoded, or only in part.
    reached_s : float
        Time up to which packets were read, sound included.
    """

    def __init__(self, opened: Opened, with_sound: bool) -> None:
        self._container, self._stream = opened.container, opened.stream
        sound = self._container.streams.audio if with_sound else ()
        self._streams: list[Stream] = [self._stream, *sound]
        self._since_broken = _LAST_PACKETS
        self.damaged = 0
        self.reached_s = 0.0

    def __iter__(self) -> Iterator[VideoFrame]:
        return deinterlace(self._frames(), self._stream)

    @property
    def broken_end(self) -> bool:
        """Whether one of the last packets is not whole."""
        return self._since_broken < _LAST_PACKETS

    def time_s(self, frame: VideoFrame) -> float:
        """Compute the time at which a player shows a picture; NaN where the file states none."""
        if frame.pts is None or frame.time_base is None:
            return math.nan
        start = (self._stream.start_time or 0) * (self._stream.time_base or 0)
        return float(frame.pts * frame.time_base - start)

    def _frames(self) -> Iterator[VideoFrame]:
        """The pictures that can be decoded; after a damaged packet decoding continues."""
        for packet in self._packets():
            self.reached_s = max(self.reached_s, _end_s(packet))
            if packet.stream is not self._stream:
                continue
            self._since_broken = 0 if packet.is_corrupt else self._since_broken + 1
            try:
                frames = packet.decode()
            except av.EOFError:
                return
            except (av.FFmpegError, MemoryError, ValueError):
                self.damaged += 1
                continue
            for frame in frames:
                if isinstance(frame, VideoFrame):
                    self.damaged += frame.is_corrupt
                    yield frame

    def _packets(self) -> Iterator[Packet[Stream]]:
        """The file's packets, up to where it breaks off."""
        try:
            yield from self._container.demux(*self._streams)
        except (av.FFmpegError, MemoryError):
            self.damaged += 1
            self._since_broken = 0


def _end_s(packet: Packet[Stream]) -> float:
    """The end of a packet by the file's own clock; 0 where it states none."""
    if packet.pts is None or packet.time_base is None:
        return 0.0
    start = packet.stream.start_time or 0
    return float((packet.pts - start + (packet.duration or 0)) * packet.time_base)


def deinterlace(frames: Iterable[VideoFrame], stream: VideoStream) -> Iterator[VideoFrame]:
    """Make one progressive picture of each interlaced frame; others stay as they are.

    The two halves of a frame were taken one after the other, so a moving finger has combs for
    edges. FFmpeg's `bwdif` (Bob Weaver Deinterlacing Filter) removes them.

    Parameters
    ----------
    frames : iterable of VideoFrame
        In presentation order.
    stream : VideoStream
        Gives the time base of frames without one.

    Yields
    ------
    VideoFrame
        As many as there are frames.
    """
    graph: Graph | None = None
    shape = None
    for frame in frames:
        if graph is not None and shape != (frame.width, frame.height, frame.format.name):
            yield from _rest(graph)  # stitched clips
            graph = None
        if graph is None and not frame.interlaced_frame:
            yield frame
            continue
        if graph is None:
            graph, shape = _graph(frame, stream), (frame.width, frame.height, frame.format.name)
        graph.vpush(frame)
        yield from _ready(graph)
    if graph is not None:
        yield from _rest(graph)


def _graph(frame: VideoFrame, stream: VideoStream) -> Graph:
    graph = Graph()
    source = graph.add_buffer(
        width=frame.width,
        height=frame.height,
        format=frame.format,
        time_base=frame.time_base or stream.time_base,
    )
    graph.link_nodes(
        source,
        graph.add("bwdif", "mode=send_frame:deint=interlaced"),
        graph.add("buffersink"),
    ).configure()
    return graph


def _rest(graph: Graph) -> Iterator[VideoFrame]:
    graph.vpush(None)
    yield from _ready(graph)


def _ready(graph: Graph) -> Iterator[VideoFrame]:
    while True:
        try:
            yield graph.vpull()
        except (BlockingIOError, av.EOFError):
            return
