"""The drawings of `docs/using/camera.md`: `python -m validation.assets.camera_pictures`.

A table from the side and from above, and what the camera sees; hands are the drawn ones of the
app, with thick lines for fingers.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from handtrack.landmarks.hand import BONES, Floats, Landmark, Side
from handtrack.live.browser.demonstrations.drawn_movements import drawn_points

FOLDER = Path(__file__).parents[2] / "docs" / "using" / "camera"
INK, SKIN, EDGE, SLEEVE = "#1f2933", "#e8b48f", "#b9805a", "#5b7fa6"
TABLE, LAPTOP, GOOD, WRONG = "#c9b79c", "#4a5560", "#1a7f37", "#b42318"
PALM = (Landmark.WRIST, Landmark.THUMB_CMC, Landmark.INDEX_MCP, Landmark.MIDDLE_MCP,
        Landmark.RING_MCP, Landmark.LITTLE_MCP)  # fmt: skip


def main() -> None:
    """Write the drawings."""
    FOLDER.mkdir(exist_ok=True)
    pictures = {
        "place": picture(660, 300, from_the_side()),
        "size": picture(720, 236, sizes()),
        "light": picture(660, 250, lights()),
        "above-palm": picture(260, 220, from_above((130, 46), 180.0)),
        "above-side": picture(260, 220, from_above((36, 118), 90.0, turned=True)),
        "above-oblique": picture(260, 220, from_above((196, 58), 215.0)),
    }
    for name, text in pictures.items():
        (FOLDER / f"{name}.svg").write_text(text, encoding="utf-8")


def picture(width: int, height: int, *parts: str) -> str:
    """A drawing on white paper.

    Parameters
    ----------
    width, height : int
    *parts : str
    """
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
    font = 'font-family="system-ui, sans-serif" font-size="15" text-anchor="middle"'
    paper = f'<rect width="{width}" height="{height}" rx="10" fill="#ffffff"/>'
    return "\n".join([f"{head} {font}>", paper, *parts, "</svg>\n"])


def words(x: float, y: float, text: str, colour: str = INK) -> str:
    """A line of words.

    Parameters
    ----------
    x, y : float
        Middle, and baseline.
    text, colour : str
    """
    return f'<text x="{x}" y="{y}" fill="{colour}">{text}</text>'


def line(points: list[tuple[float, float]], colour: str, width: float, more: str = "") -> str:
    """A line with round ends.

    Parameters
    ----------
    points : list of (float, float)
    colour : str
    width : float
    more : str
        Further attributes.
    """
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    round_ends = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    return (
        f'<polyline points="{path}" {round_ends} stroke="{colour}" stroke-width="{width}" {more}/>'
    )


def hand(x: float, y: float, size: float) -> str:
    """An open hand with its forearm, as in a mirror.

    Parameters
    ----------
    x, y : float
        Corner of its square.
    size : float
        Side of the square.
    """
    points = drawn_points("33", Side.RIGHT)
    assert points is not None
    spread = int(np.argmax(np.ptp(points[:, :21, 0], axis=1)))
    at: Floats = points[spread, :, :2] * size + [x, y]
    return "\n".join(_hand(at, size, colour, grown) for colour, grown in ((EDGE, 3.0), (SKIN, 0.0)))


def _hand(at: Floats, size: float, colour: str, grown: float) -> str:
    def to(*marks: int) -> list[tuple[float, float]]:
        return [(float(at[k, 0]), float(at[k, 1])) for k in marks]

    palm = " ".join(f"{px:.0f},{py:.0f}" for px, py in to(*PALM))
    thick = 0.085 * size + grown
    fill = f'<polygon points="{palm}" fill="{colour}" stroke="{colour}" stroke-width="{thick:.0f}"'
    fingers = [line(to(a, b), colour, thick) for a, b in BONES]
    arm = line(to(Landmark.WRIST, 21), colour, 0.2 * size + grown)
    return "\n".join([arm, f'{fill} stroke-linejoin="round"/>', *fingers])


def lamp(x: float, y: float) -> str:
    """A lamp that is on.

    Parameters
    ----------
    x, y : float
    """
    turns = np.radians(np.arange(0, 360, 45))
    rays = [
        line([(x + 22 * c, y + 22 * s), (x + 34 * c, y + 34 * s)], "#e0a100", 4)
        for c, s in zip(np.cos(turns), np.sin(turns), strict=True)
    ]
    return "\n".join([f'<circle cx="{x}" cy="{y}" r="15" fill="#ffcf33"/>', *rays])


def person(x: float, table_y: float) -> str:
    """A person at a table who looks to the left and holds up a hand.

    Parameters
    ----------
    x : float
        Of the body.
    table_y : float
        Top of the table.
    """
    elbow, wrist = (x - 50, table_y - 8), (x - 96, table_y - 78)
    return "\n".join(
        [
            line([(x, table_y + 60), (x, table_y - 70)], SLEEVE, 52),
            f'<circle cx="{x - 4}" cy="{table_y - 132}" r="30" fill="{SKIN}" stroke="{EDGE}"/>',
            line([elbow, wrist], SKIN, 20),
            line([wrist, (x - 110, table_y - 116)], SKIN, 15),
            line([(x - 6, table_y - 74), elbow], SLEEVE, 26),
        ]
    )


def laptop(x: float, table_y: float) -> str:
    """A laptop on a pile of books, its camera on top of the screen.

    Parameters
    ----------
    x : float
        Of the hinge.
    table_y : float
    """
    books = [
        f'<rect x="{x - 12}" y="{table_y - 12 * n}" width="100" height="11" fill="{colour}"/>'
        for n, colour in ((1, "#8b5e83"), (2, "#5e8b72"))
    ]
    top, base = (x - 20, table_y - 96), table_y - 28
    camera = f'<circle cx="{top[0]}" cy="{top[1]}" r="5" fill="{WRONG}"/>'
    sides = [line([(x + 74, base), (x, base), top], LAPTOP, 7)]
    return "\n".join([*books, *sides, camera])


def from_the_side() -> str:
    """Where the camera and the person are."""
    ground, eye, palm = 230.0, (110.0, 134.0), (430.0, 130.0)
    cone = [(palm[0] - 4, 62.0), eye, (palm[0] - 4, 216.0)]
    return "\n".join(
        [
            f'<rect x="30" y="{ground}" width="470" height="12" fill="{TABLE}"/>',
            laptop(130, ground),
            line(cone, "#8a97a3", 2, 'stroke-dasharray="7 7"'),
            person(538, ground),
            lamp(46, 60),
            line([(136, 268), (424, 268)], INK, 2),
            line([(136, 262), (136, 274)], INK, 2),
            line([(424, 262), (424, 274)], INK, 2),
            words(280, 290, "about an arm's length"),
            words(150, 46, "light from the front"),
            words(314, 148, "camera at the hand's height"),
        ]
    )


def sizes() -> str:
    """How large the hand is in the picture."""
    shown = (
        (0.3, "✗ too far away", WRONG),
        (0.62, "✓ like this", GOOD),
        (1.5, "✗ too near", WRONG),
    )
    parts = []
    for n, (share, text, colour) in enumerate(shown):
        x, high, wide = 20 + 234 * n, 162, 212
        size = share * high
        left, top = x + (wide - size) / 2, 20 + (high - size) * 0.4
        parts += [
            f'<clipPath id="f{n}"><rect x="{x}" y="20" width="{wide}" height="{high}"/></clipPath>',
            f'<rect x="{x}" y="20" width="{wide}" height="{high}" fill="#dfe6ec"/>',
            f'<g clip-path="url(#f{n})">{hand(left, top, size)}</g>',
            f'<rect x="{x}" y="20" width="{wide}" height="{high}" fill="none" '
            f'stroke="{colour}" stroke-width="4"/>',
            words(x + wide / 2, 216, text, colour),
        ]
    return "\n".join(parts)


def lights() -> str:
    """Light from behind the camera, and from behind the person."""
    parts = []
    for n, (text, colour) in enumerate(
        (("✓ the lamp behind the camera", GOOD), ("✗ the lamp behind the hand", WRONG))
    ):
        x = 330 * n
        parts += [
            f'<rect x="{x + 24}" y="176" width="282" height="10" fill="{TABLE}"/>',
            laptop(x + 90, 176),
            hand(x + 186, 56, 96) if n == 0 else f'<g opacity="0.45">{hand(x + 186, 56, 96)}</g>',
            lamp(x + (44 if n == 0 else 284), 46),
            words(x + 165, 226, text, colour),
        ]
    return "\n".join(parts)


def from_above(camera: tuple[float, float], turn_deg: float, turned: bool = False) -> str:
    """The table from above: the person below, the forearm, and the camera that looks at the hand.

    Parameters
    ----------
    camera : tuple of float
    turn_deg : float
        Where it looks: 180 down, 90 to the right.
    turned : bool
        Whether the hand lies on its edge; otherwise it stands upright, its palm to the front.
    """
    place = f'transform="translate({camera[0]} {camera[1]}) rotate({turn_deg})"'
    eye = (
        f'<g {place}><rect x="-34" y="-6" width="68" height="12" rx="4" fill="{LAPTOP}"/>'
        f'<circle cy="-8" r="5" fill="{WRONG}"/></g>'
    )
    look = line([camera, (130.0, 118.0)], "#8a97a3", 2, 'stroke-dasharray="6 6"')
    palm = line([(130, 134), (130, 100)] if turned else [(113, 116), (147, 116)], SKIN, 10)
    return "\n".join(
        [
            f'<rect x="14" y="16" width="232" height="150" rx="8" fill="{TABLE}" opacity="0.55"/>',
            look,
            line([(130, 176), (130, 128)], SKIN, 18),
            palm,
            line([(96, 196), (164, 196)], SLEEVE, 30),
            f'<circle cx="130" cy="196" r="17" fill="{SKIN}" stroke="{EDGE}"/>',
            eye,
        ]
    )


if __name__ == "__main__":
    main()
