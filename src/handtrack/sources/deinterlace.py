"""Deinterlace: camcorders and capture cards store a frame as two halves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import av
from av.filter import Graph
from av.video.frame import VideoFrame
from av.video.stream import VideoStream


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
