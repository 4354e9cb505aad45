"""Drawing itself, where this machine can draw."""

import numpy as np
import pytest

from handtrack.landmarks.hand import Landmark, Side
from validation.render.model.anthropometry import Family, random_shape
from validation.render.model.pose import OPEN
from validation.render.scene.appearance import SKINS, Look, Sensor
from validation.render.scene.camera import Camera

pytest.importorskip("moderngl", reason="the extra [render] is not installed")
from validation.render.clips import picture
from validation.render.scene.gl import NoOpenGLError

CLEAR = Look(background="plain", seed=2, sensor=Sensor(noise=0.0))


@pytest.fixture(scope="module", autouse=True)
def drawing() -> None:
    try:
        picture.canvas((640, 480), 4)
    except NoOpenGLError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("side", Side)
def test_skin_lies_where_the_truth_says(side: Side) -> None:
    photo = picture.render(OPEN, random_shape(Family.TEST, 5), Camera(), CLEAR, side)
    redder = photo.image[..., 0].astype(int) - photo.image[..., 2]
    wall = redder[5, 5]
    for x, y in photo.px:
        assert redder[round(y), round(x)] > wall + 20
    x, y = photo.px[Landmark.MIDDLE_TIP] - [0.0, 25.0]
    assert redder[round(y), round(x)] == pytest.approx(wall, abs=5)


def test_the_same_scene_gives_the_same_pixels() -> None:
    look = Look(seed=4, background="clutter")
    first, second = (picture.render(OPEN, look=look).image for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_skin_tones_run_from_light_to_dark() -> None:
    palm = []
    for skin in SKINS:
        photo = picture.render(OPEN, look=Look(skin=skin, background="plain", seed=2))
        x, y = photo.px[[Landmark.WRIST, Landmark.MIDDLE_MCP]].mean(axis=0).round().astype(int)
        palm.append(photo.image[y - 5 : y + 6, x - 5 : x + 6].mean())
    assert palm == sorted(palm, reverse=True)
