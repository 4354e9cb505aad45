/** Pictures of a hand from its landmarks. */

import { emptySeen, look } from "./raster.js";
import { shade } from "./shade.js";
import { bonesOf, handLength, palmOf } from "./shape.js";

/** @typedef {import("./shape.js").Vector} Vector */
/** @typedef {"left" | "right"} Side */
/** The square that is shown. @typedef {{left: number, top: number, side: number}} Frame */

/** How much of the forearm is framed, in hand lengths. */
const NEAR = 0.75;

/**
 * The square that shows the hand in all these moments, with some of the forearm.
 * @param {Vector[][]} moments
 * @returns {Frame}
 */
export function frameOf(moments) {
  const length = handLength(moments[0]);
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (const points of moments) {
    for (const point of withoutElbow(points)) {
      for (const axis of [0, 1]) {
        low[axis] = Math.min(low[axis], point[axis]);
        high[axis] = Math.max(high[axis], point[axis]);
      }
    }
  }
  const side = Math.max(high[0] - low[0], high[1] - low[1]) + 0.5 * length;
  return { left: (low[0] + high[0] - side) / 2, top: (low[1] + high[1] - side) / 2, side };
}

/**
 * The landmarks, and a point of the forearm not far from the wrist.
 * @param {Vector[]} points
 */
function withoutElbow(points) {
  if (points.length < 22) return points;
  const near = points[0].map((wrist, axis) => wrist + NEAR * (points[21][axis] - wrist));
  return [...points.slice(0, 21), near];
}

/** Draws hands into square pictures of one size. */
export class HandPainter {
  /** @param {number} size pixels a side */
  constructor(size) {
    this.size = size;
    this.seen = emptySeen(size);
  }

  /**
   * @param {Vector[]} points 21 landmarks, or 22 with one on the forearm
   * @param {Side} side
   * @param {Frame} frame
   * @returns {ImageData}
   */
  paint(points, side, frame) {
    const scale = this.size / frame.side;
    const placed = points.map(
      ([x, y, z]) =>
        /** @type {Vector} */ ([(x - frame.left) * scale, (y - frame.top) * scale, z * scale]),
    );
    const palm = palmOf(placed, side);
    const bones = bonesOf(placed, palm);
    const picture = new ImageData(this.size, this.size);
    look(bones, this.seen);
    shade(this.seen, bones, palm, picture.data);
    return picture;
  }
}
