/** Skin and light on what is seen of a hand: from depths to the colours of a picture. */

import { blended } from "./blend.js";
import { inkOf } from "./skin_marks.js";
import { FOREARM_PART } from "./shape.js";

/** @typedef {import("./shape.js").Bone} Bone */
/** @typedef {import("./raster.js").Seen} Seen */

/** Red, green and blue, 0 to 255. */
const BACK = [203, 146, 112];
const INNER = [241, 196, 168];
const NAIL = [250, 224, 212];
const LINE = [92, 50, 36];
/** Where the light comes from: from the upper left, in front; a unit vector. */
const LIGHT = [-0.38, -0.56, -0.736];
/** Twelve directions, in hand lengths, in which something nearer takes light away. */
const AROUND = [0.05, 0.1].flatMap((far) =>
  [0, 1, 2, 3, 4, 5].map((turn) => {
    const angle = (turn * Math.PI) / 3 + far * 10;
    return [far * Math.cos(angle), far * Math.sin(angle)];
  }),
);

/**
 * Give a hand its colours.
 * @param {Seen} seen
 * @param {Bone[]} bones
 * @param {import("./shape.js").Palm} palm
 * @param {Uint8ClampedArray} rgba four bytes a pixel, empty before
 */
export function shade(seen, bones, palm, rgba) {
  const { length } = palm;
  const { size, bone, along } = seen;
  const depth = blended(seen, bones, length);
  const around = AROUND.map(
    ([right, down]) => Math.round(right * length) + Math.round(down * length) * size,
  );
  const reach = Math.max(1, Math.round(0.011 * length));
  const ink = inkOf(bones, palm);
  /** The forearm fades out where the picture ends. @param {number} at */
  const opacity = (at) => {
    if (bone[at] < 0) return 0;
    return bones[bone[at]].part === FOREARM_PART ? 1 - smooth(0.36, 0.62, along[at]) : 1;
  };
  for (let at = size + 1; at < size * (size - 1); at++) {
    const index = bone[at];
    if (index < 0) {
      const beside = opacity(at - 1) + opacity(at + 1) + opacity(at - size) + opacity(at + size);
      if (beside) rgba.set([...LINE, 55 * beside], 4 * at); // softens the edge
      continue;
    }
    const right = slope(depth[at - 1], depth[at], depth[at + 1]);
    const down = slope(depth[at - size], depth[at], depth[at + size]);
    const long = Math.sqrt(right * right + down * down + 1);
    const [nx, ny, nz] = [right / long, down / long, -1 / long];
    const { back } = bones[index];
    const backward = nx * back[0] + ny * back[1] + nz * back[2];
    const tan = smooth(-0.4, 0.4, backward);
    const { nail, dark } = ink(index, at % size, (at / size) | 0, depth[at], nx, ny, nz, backward);
    const lit = Math.max(0, nx * LIGHT[0] + ny * LIGHT[1] + nz * LIGHT[2]);
    const light = (0.58 + 0.5 * lit) * (1 - 0.4 * sheltered(depth, at, around, length));
    const line = Math.max(dark, contour(seen.depth, at, reach, reach * size, length));
    for (let channel = 0; channel < 3; channel++) {
      const skin = INNER[channel] + tan * (BACK[channel] - INNER[channel]);
      const plain = (skin + nail * (NAIL[channel] - skin)) * light;
      rgba[4 * at + channel] = plain + line * (LINE[channel] - plain);
    }
    rgba[4 * at + 3] = 255 * opacity(at);
  }
}

/**
 * From 0 at `low` to 1 at `high`, without corners.
 * @param {number} low
 * @param {number} high
 * @param {number} value
 */
export function smooth(low, high, value) {
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return share * share * (3 - 2 * share);
}

/**
 * How depth changes along three pixels; at an edge only the side of the same surface counts.
 * @param {number} before
 * @param {number} own
 * @param {number} after
 */
function slope(before, own, after) {
  const [back, on] = [own - before, after - own];
  if (back - back !== 0) return on - on === 0 ? on : 0; // infinite: nothing is there
  if (on - on !== 0) return back;
  return Math.abs(back) < Math.abs(on) ? (2 * back + on) / 3 : (back + 2 * on) / 3;
}

/**
 * How much of the light is taken by what lies nearer beside it, 0 to 1.
 * @param {Float32Array} depth
 * @param {number} at
 * @param {number[]} around offsets in the array
 * @param {number} length
 */
function sheltered(depth, at, around, length) {
  let sum = 0;
  for (let i = 0; i < around.length; i++) {
    const nearer = (depth[at] - depth[at + around[i]]) / length - 0.03;
    if (nearer > 0) sum += Math.min(1, nearer / 0.12);
  }
  return Math.min(1, sum / 5);
}

/**
 * How dark the line is that ends a surface in front of a deeper one, 0 to 1.
 * @param {Float32Array} depth
 * @param {number} at
 * @param {number} across offset in the array, along the row
 * @param {number} down the same, over rows
 * @param {number} length
 */
function contour(depth, at, across, down, length) {
  const deepest = Math.max(
    depth[at + across],
    depth[at - across],
    depth[at + down] ?? Infinity,
    depth[at - down] ?? Infinity,
  );
  return 0.8 * smooth(0.08, 0.2, (deepest - depth[at]) / length);
}
