"""Writer of videos that browsers and phones play: H.264, or VP9 where that cannot be written.

OpenCV's wheels can write neither, so FFmpeg is asked through PyAV.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from handtrack.errors import OutputError
from handtrack.rendering.text import Image

if TYPE_CHECKING:
    from av.container import OutputContainer

CODECS = {
    "libx264": {"crf": "23", "preset": "veryfast"},
    "libvpx-vp9": {"crf": "32", "b": "0", "deadline": "realtime", "cpu-used": "6"},
}
"""In the order of preference, each with its quality. Builds of FFmpeg differ in what they bring."""


class AnnotatedVideo:
    """Writer of pictures of one size at a fixed rate; a context manager.

    Parameters
    ----------
    path : Path
        An .mp4 in an existing folder.
    rate_hz : float

    Raises
    ------
    OutputError
        With the first picture, or when no room is left: the file cannot be written.
    """

    def __init__(self, path: Path, rate_hz: float) -> None:
        self._path = path
        self._rate = Fraction(round(rate_hz * 100), 100)
        self._file: OutputContainer | None = None
        self._stream: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish the file; nothing can be written after that."""
        if self._file is None:
            return
        file, self._file = self._file, None
        try:
            file.mux(self._stream.encode())
            file.close()
        except OSError as e:
            raise self._failed(e.strerror) from e

    def write(self, image: Image, times: int) -> None:
        """Add a picture `times` times; an odd last column or row is left out.

        Parameters
        ----------
        image : ndarray of uint8, shape (height, width, 3)
            As OpenCV has its colours: blue, green, red.
        """
        import av

        if not times:
            return
        even = image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2]
        try:
            if self._file is None:
                self._open((even.shape[1], even.shape[0]))
            assert self._file
            picture = av.VideoFrame.from_ndarray(even, format="bgr24").reformat(format="yuv420p")
            for _ in range(times):
                picture.pts = None
                self._file.mux(self._stream.encode(picture))
        except OSError as e:
            raise self._failed(e.strerror) from e

    def _open(self, size_px: tuple[int, int]) -> None:
        import av

        codec = next((name for name in CODECS if name in av.codecs_available), None)
        if codec is None:
            raise self._failed("this FFmpeg writes neither H.264 nor VP9")
        # The index comes first, so that a browser can begin before it has read all.
        options = {"movflags": "faststart"}
        self._file = av.open(str(self._path.resolve()), "w", format="mp4", options=options)
        self._stream = self._file.add_stream(codec, rate=self._rate, options=CODECS[codec])
        self._stream.width, self._stream.height = size_px
        self._stream.pix_fmt = "yuv420p"

    def _failed(self, why: str | None) -> OutputError:
        return OutputError(
            f"Cannot write {self._path}: {why or 'FFmpeg cannot'}. Make room or permit writing "
            "there, or choose another folder."
        )
