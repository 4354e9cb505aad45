"""What a picture looks like: skin, light, background, and the camera's own faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

Colour = tuple[float, float, float]
"""Linear red, green and blue; 1 reflects, or is, full white."""


@dataclass(frozen=True, slots=True)
class Skin:
    """Reflectance of the back of the hand and of the palm."""

    back: Colour
    palm: Colour


SKINS: Mapping[str, Skin] = MappingProxyType(
    {
        "light": Skin((0.62, 0.40, 0.30), (0.66, 0.42, 0.33)),
        "medium": Skin((0.47, 0.28, 0.19), (0.56, 0.36, 0.27)),
        "tan": Skin((0.33, 0.185, 0.115), (0.47, 0.30, 0.22)),
        "brown": Skin((0.19, 0.10, 0.06), (0.36, 0.22, 0.155)),
        "dark": Skin((0.085, 0.046, 0.03), (0.24, 0.145, 0.105)),
    }
)
"""From light to dark. Palms vary less than backs."""


@dataclass(frozen=True, slots=True)
class Light:
    """A key light, a fill light, and a sky above a ground.

    Directions point to the light: x right, y up, z towards the camera.
    """

    key_direction: Colour = (-0.75, 0.35, 0.55)
    key: Colour = (1.75, 1.65, 1.50)
    fill_direction: Colour = (0.15, 0.10, 1.0)
    fill: Colour = (0.24, 0.26, 0.30)
    sky: Colour = (0.30, 0.31, 0.34)
    ground: Colour = (0.15, 0.13, 0.11)
    background: float = 1.0


LIGHTS: Mapping[str, Light] = MappingProxyType(
    {
        "window": Light(),
        "lamp": Light(
            key_direction=(0.65, 0.55, 0.50),
            key=(2.05, 1.55, 0.95),
            fill=(0.16, 0.14, 0.12),
            sky=(0.20, 0.17, 0.14),
            background=0.75,
        ),
        "ceiling": Light(
            key_direction=(0.10, 0.95, 0.30),
            key=(1.35, 1.38, 1.35),
            fill=(0.30, 0.32, 0.34),
            sky=(0.42, 0.43, 0.44),
            ground=(0.20, 0.18, 0.16),
        ),
        "screen": Light(
            key_direction=(0.10, 0.05, 1.0),
            key=(0.95, 1.05, 1.25),
            fill=(0.18, 0.20, 0.25),
            sky=(0.12, 0.12, 0.13),
            ground=(0.08, 0.08, 0.08),
            background=0.35,
        ),
        "backlit": Light(
            key_direction=(-0.55, 0.45, -0.60),
            key=(1.9, 1.85, 1.8),
            fill=(0.34, 0.35, 0.38),
            sky=(0.34, 0.35, 0.38),
            ground=(0.18, 0.17, 0.15),
            background=1.7,
        ),
        "dim": Light(
            key=(0.62, 0.52, 0.40),
            fill=(0.10, 0.10, 0.10),
            sky=(0.11, 0.10, 0.10),
            ground=(0.06, 0.05, 0.05),
            background=0.40,
        ),
    }
)
"""Named rooms: daylight from the side, a warm lamp, office ceiling, a laptop's screen, a window
behind the hand, evening."""

BACKGROUNDS = ("plain", "gradient", "room", "person", "clutter", "desk")


@dataclass(frozen=True, slots=True)
class Sensor:
    """Faults of a camera.

    Parameters
    ----------
    exposure : float
        Brightness; 1 suits the light called "window".
    noise : float
        1 is a webcam by day, 3 one in the evening.
    blur_px : float
        Standard deviation of its unsharpness.
    white : tuple of float
        White balance; 1, 1, 1 is neutral.
    drift : float
        By what share exposure wanders up and down during a clip.
    shutter : float
        Share of a frame's time it is open: motion blur.
    """

    exposure: float = 1.05
    noise: float = 1.0
    blur_px: float = 0.55
    white: Colour = (1.0, 1.0, 1.0)
    drift: float = 0.0
    shutter: float = 0.4


@dataclass(frozen=True, slots=True)
class Look:
    """All that decides how a picture looks and nothing of where its hand is.

    Parameters
    ----------
    skin, light, background : str
        One of `SKINS`, `LIGHTS`, `BACKGROUNDS`.
    seed : int
        Decides the background's details, the skin's shade and the noise.
    sleeve_m : float or None
        Where a sleeve ends, up the arm from the wrist; None is a bare arm.
    creases : float
        How strongly skin creases show: 0.5 young to 1.5 old.
    sensor : Sensor
    """

    skin: str = "medium"
    light: str = "window"
    background: str = "room"
    seed: int = 0
    sleeve_m: float | None = None
    creases: float = 1.0
    sensor: Sensor = Sensor()

    @property
    def shade(self) -> Skin:
        """The skin in this person's own shade: up to a tenth lighter, redder or yellower."""
        random = np.random.default_rng([self.seed, 11])
        bright, red, yellow = 1 + 0.1 * random.uniform(-1, 1, 3)
        own = np.array([red, 1.0, 1 / yellow]) * bright
        plain = SKINS[self.skin]
        return Skin(_colour(own * plain.back), _colour(own * plain.palm))

    @property
    def sleeve(self) -> Colour:
        """Colour of the sleeve."""
        random = np.random.default_rng([self.seed, 12])
        return _colour(random.uniform(0.02, 0.6) * random.uniform(0.4, 1.0, 3))


def random_look(random: np.random.Generator, skin: str | None = None) -> Look:
    """Draw a look: any skin, light and background, and a camera's faults."""
    light = str(random.choice(list(LIGHTS)))
    dim = light in ("dim", "screen")
    sensor = Sensor(
        exposure=float(random.uniform(1.3, 2.0) if dim else random.uniform(0.85, 1.2)),
        noise=float(random.uniform(1.0, 3.0) if dim else random.uniform(0.3, 1.5)),
        blur_px=float(random.uniform(0.3, 1.1)),
        white=_colour(1 + random.uniform(-0.08, 0.08, 3)),
        drift=float(random.uniform(0.0, 0.08)),
        shutter=float(random.uniform(0.2, 0.8)),
    )
    return Look(
        skin=skin or str(random.choice(list(SKINS))),
        light=light,
        background=str(random.choice(BACKGROUNDS)),
        seed=int(random.integers(1 << 31)),
        sleeve_m=float(random.uniform(0.03, 0.14)) if random.random() < 0.5 else None,
        creases=float(random.uniform(0.5, 1.5)),
        sensor=sensor,
    )


def scaled(light: Light, share: float) -> Light:
    """Give the same light, brighter or darker."""
    return replace(
        light,
        key=_colour(share * np.array(light.key)),
        fill=_colour(share * np.array(light.fill)),
        sky=_colour(share * np.array(light.sky)),
        ground=_colour(share * np.array(light.ground)),
    )


def _colour(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Colour:
    red, green, blue = (float(v) for v in values)
    return red, green, blue
