"""What comes from a page is read as the protocol says, or refused."""

from __future__ import annotations

import json
import math

import cv2
import numpy as np
import pytest

from handtrack.live.browser.link import jpeg
from handtrack.live.browser.link.messages import (
    MOST_TEXT_BYTES,
    CameraState,
    Drawn,
    Hidden,
    MessageError,
    read_picture,
    read_text,
    write_text,
)
from handtrack.live.flow.states import Key, Pressed
from tests.helpers.app_client import picture


@pytest.mark.parametrize(
    ("message", "meaning"),
    [
        ({"type": "key", "key": "go"}, Pressed(Key.GO)),
        ({"type": "key", "key": "back"}, Pressed(Key.BACK)),
        ({"type": "answer", "value": 0}, Pressed(digit=0)),
        ({"type": "answer", "value": 10}, Pressed(digit=10)),
        ({"type": "choose", "option": "skip"}, Pressed(option="skip")),
        ({"type": "drawn", "number": 7, "delay_s": 0.02}, Drawn(7, 0.02)),
        ({"type": "drawn", "number": 7, "delay_s": None}, Drawn(7, None)),
        ({"type": "camera", "state": "refused", "label": "x"}, CameraState.REFUSED),
        ({"type": "hidden", "value": True}, Hidden(True)),
    ],
)
def test_what_a_page_tells_is_understood(message: dict[str, object], meaning: object) -> None:
    assert read_text(json.dumps(message)) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{",
        "[" * 4000,
        '{"type":"key","key":"explode"}',
        '{"type":"key"}',
        '{"type":"answer","value":11}',
        '{"type":"answer","value":-1}',
        '{"type":"answer","value":true}',
        '{"type":"answer","value":2.5}',
        '{"type":"drawn","number":"7","delay_s":1}',
        '{"type":"camera","state":"on fire"}',
        '{"type":"hidden","value":"yes"}',
        '{"type":"unknown"}',
    ],
)
def test_what_is_no_message_is_refused(text: str) -> None:
    with pytest.raises(MessageError, match="not_understood"):
        read_text(text)


def test_a_long_text_is_refused_before_it_is_read() -> None:
    with pytest.raises(MessageError, match="too_large"):
        read_text(write_text(type="choose", option="ä" * MOST_TEXT_BYTES))


def test_a_picture_carries_its_number_and_time() -> None:
    read = read_picture(picture(5, 12.5, b"\xff\xd8", stream=2, age_s=0.25), 100.0)
    assert (read.number, read.stream, read.time_s, read.captured_s) == (5, 2, 12.5, 99.75)


@pytest.mark.parametrize("time_s", [math.nan, math.inf])
@pytest.mark.parametrize("age_s", [0.0, -1.0, math.nan, 1e9])
def test_a_picture_without_a_time_is_refused(time_s: float, age_s: float) -> None:
    with pytest.raises(MessageError, match="bad_picture"):
        read_picture(picture(1, time_s, b"x", age_s=age_s), 100.0)
    if age_s != 0.0:
        with pytest.raises(MessageError, match="bad_picture"):
            read_picture(picture(1, 1.0, b"x", age_s=age_s), 100.0)


def test_a_picture_comes_through_as_it_was() -> None:
    image = np.zeros((48, 64, 3), np.uint8)
    image[:, :32] = (0, 0, 200)  # red, on the left: neither mirrored nor with its colours swapped
    read = jpeg.decode(jpeg.encode(image))
    assert read is not None
    assert read.shape == (48, 64, 3)
    assert abs(read.astype(int) - image).mean() < 3


def test_a_large_picture_is_reduced_for_the_page() -> None:
    data = jpeg.encode(np.zeros((1080, 1920, 3), np.uint8))
    assert jpeg.jpeg_size(data) == (1280, 720)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"GIF89a" + b"\0" * 50, b"\xff\xd8\xff\xe0"])
def test_what_is_no_jpeg_is_no_picture(data: bytes) -> None:
    assert jpeg.decode(data) is None


def test_a_few_bytes_that_claim_a_giant_picture_fill_no_memory() -> None:
    _, small = cv2.imencode(".jpg", np.zeros((16, 16, 3), np.uint8))
    data = bytearray(small.tobytes())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = (60_000).to_bytes(2, "big") * 2
    assert jpeg.jpeg_size(bytes(data)) == (60_000, 60_000)
    assert jpeg.decode(bytes(data)) is None


def test_a_message_never_holds_what_json_does_not_know() -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_text(type="screen", share=math.nan)
