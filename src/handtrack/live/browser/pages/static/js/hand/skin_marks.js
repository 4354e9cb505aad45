/** What tells the back of a hand from its inner side: nails, and folds of the skin. */

import { PALM_PART } from "./shape.js";
import { smooth } from "./shade.js";

/** @typedef {import("./shape.js").Bone} Bone */
/**
 * How much of a nail's colour, and of a dark line, 0 to 1.
 * @typedef {{nail: number, dark: number}} Ink
 *
 * Marks at a pixel of a bone: its place and depth, its normal, and how far it looks to the back.
 * @typedef {(index: number, x: number, y: number, z: number, nx: number, ny: number, nz: number,
 *   backward: number) => Ink} InkAt
 */

/** @type {Ink} */
const NONE = { nail: 0, dark: 0 };
/** The palm's three lines, in hand lengths toward the little finger and the fingers. */
const PALM_LINES = [
  [
    [0.44, 0.66],
    [0.22, 0.7],
    [0.02, 0.78],
    [-0.11, 0.91],
  ],
  [
    [-0.33, 0.76],
    [-0.12, 0.68],
    [0.1, 0.56],
    [0.26, 0.42],
  ],
  [
    [-0.33, 0.72],
    [-0.14, 0.6],
    [-0.03, 0.42],
    [-0.05, 0.14],
  ],
];

/**
 * Marks on these bones.
 * @param {Bone[]} bones
 * @param {import("./shape.js").Palm} palm
 * @returns {InkAt}
 */
export function inkOf(bones, palm) {
  const axes = bones.map(axisOf);
  return (index, x, y, z, nx, ny, nz, backward) => {
    const bone = bones[index];
    if (bone.part === PALM_PART) {
      return backward < -0.3 ? { nail: 0, dark: 0.13 * palmLine(palm, x, y, z) } : NONE;
    }
    if (!(bone.nail || bone.crease)) return NONE;
    const { along, side, long } = axes[index];
    const reach =
      (x - bone.from[0]) * along[0] + (y - bone.from[1]) * along[1] + (z - bone.from[2]) * along[2];
    if (bone.nail && backward > 0.1) {
      const across = (nx * side[0] + ny * side[1] + nz * side[2]) / 0.74;
      const lengthwise = (reach - long) / (0.82 * bone.toRadius);
      const out = Math.hypot(across, lengthwise);
      if (out < 1) return { nail: 1, dark: 0.4 * smooth(0.8, 0.97, out) };
    }
    if (!bone.crease) return NONE;
    const away = Math.abs(reach) / bone.fromRadius;
    if (backward < -0.1) return { nail: 0, dark: 0.3 * (1 - smooth(0.05, 0.15, away)) };
    const wrinkle = Math.min(Math.abs(away - 0.14), Math.abs(away - 0.4));
    const middle = smooth(0.55, 0.95, backward);
    return { nail: 0, dark: 0.2 * middle * (1 - smooth(0.03, 0.12, wrinkle)) };
  };
}

/** @param {Bone} bone */
function axisOf({ from, to, back }) {
  const [x, y, z] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const long = Math.hypot(x, y, z) || 1;
  const along = [x / long, y / long, z / long];
  const side = [
    along[1] * back[2] - along[2] * back[1],
    along[2] * back[0] - along[0] * back[2],
    along[0] * back[1] - along[1] * back[0],
  ];
  return { along, side, long };
}

/**
 * How much a point of the palm is on one of its lines, 0 to 1.
 * @param {import("./shape.js").Palm} palm
 * @param {number} x
 * @param {number} y
 * @param {number} z
 */
function palmLine({ wrist, ulnar, distal, length }, x, y, z) {
  const [dx, dy, dz] = [x - wrist[0], y - wrist[1], z - wrist[2]];
  const u = (dx * ulnar[0] + dy * ulnar[1] + dz * ulnar[2]) / length;
  const v = (dx * distal[0] + dy * distal[1] + dz * distal[2]) / length;
  let nearest = Infinity;
  for (const line of PALM_LINES) {
    for (let i = 1; i < line.length; i++) {
      const [[au, av], [bu, bv]] = [line[i - 1], line[i]];
      const [eu, ev] = [bu - au, bv - av];
      const along = ((u - au) * eu + (v - av) * ev) / (eu * eu + ev * ev);
      const share = Math.min(1, Math.max(0, along));
      nearest = Math.min(nearest, Math.hypot(u - au - share * eu, v - av - share * ev));
    }
  }
  return 1 - smooth(0.004, 0.016, nearest);
}
