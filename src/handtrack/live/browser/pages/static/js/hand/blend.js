/** Depths in which neighbouring bones blend into one surface of skin. */

import { FOREARM_PART, PALM_PART } from "./shape.js";

/** Depths within this share of a hand length are one surface. */
const ONE_SURFACE = 0.1;
/** How far apart the taps of each pass are, in hand lengths: the coarse ones first. */
const COARSE = [0.05, 0.03];
const FINE = [0.018, 0.009];

/**
 * @param {import("./raster.js").Seen} seen
 * @param {import("./shape.js").Bone[]} bones
 * @param {number} length hand length in pixels
 * @returns {Float32Array} depth of each pixel
 */
export function blended({ size, depth, bone }, bones, length) {
  const broad = bones.map(
    ({ part, fromRadius }) =>
      part === PALM_PART || part === FOREARM_PART || fromRadius > 0.16 * length,
  );
  let now = depth;
  for (const share of COARSE) {
    now = both(now, size, share * length, length, (at) => broad[bone[at]]);
  }
  for (const share of FINE) now = both(now, size, share * length, length, () => true);
  return now;
}

/**
 * @param {Float32Array} depth
 * @param {number} size
 * @param {number} apart
 * @param {number} length
 * @param {(at: number) => boolean} where
 */
function both(depth, size, apart, length, where) {
  const step = Math.max(1, Math.round(apart));
  const limit = ONE_SURFACE * length;
  return blurred(blurred(depth, step, limit, where), step * size, limit, where);
}

/**
 * @param {Float32Array} depth
 * @param {number} step from tap to tap in the array: along a row, or down the rows
 * @param {number} limit
 * @param {(at: number) => boolean} where
 */
function blurred(depth, step, limit, where) {
  const out = depth.slice();
  for (let at = 2 * step; at < depth.length - 2 * step; at++) {
    const own = depth[at];
    if (own === Infinity || !where(at)) continue;
    /** @param {number} other */
    const near = (other) => (Math.abs(other - own) < limit ? other - own : 0);
    const far = near(depth[at - 2 * step]) + near(depth[at + 2 * step]);
    out[at] = own + (far + 4 * (near(depth[at - step]) + near(depth[at + step]))) / 16;
  }
  return out;
}
