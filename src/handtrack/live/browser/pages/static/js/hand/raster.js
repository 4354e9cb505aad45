/**
 * What is seen of the bones: for each pixel the depth of the nearest one, and which it is.
 *
 * Seen from far away (rays run along z), each pixel's ray meets each bone's flesh, a sphere that
 * moves from one end to the other and changes its radius on the way.
 */

/** @typedef {import("./shape.js").Bone} Bone */

/** A bone hides another if it is this much nearer, in pixels: at a joint both are as near. */
const NEARER = 0.05;

/**
 * Depth and bone of each pixel, row by row; depth is Infinity and the bone -1 where none is.
 * @typedef {object} Seen
 * @property {number} size pixels a side
 * @property {Float32Array} depth
 * @property {Int16Array} bone
 * @property {Float32Array} along where on its bone: 0 where it begins, 1 where it ends
 */

/**
 * @param {number} size
 * @returns {Seen}
 */
export function emptySeen(size) {
  return {
    size,
    depth: new Float32Array(size * size),
    bone: new Int16Array(size * size),
    along: new Float32Array(size * size),
  };
}

/**
 * Look at bones whose points are in pixels.
 * @param {Bone[]} bones
 * @param {Seen} seen is filled
 */
export function look(bones, seen) {
  seen.depth.fill(Infinity);
  seen.bone.fill(-1);
  bones.forEach((bone, index) => lookAt(bone, index, seen));
}

/**
 * @param {Bone} bone
 * @param {number} index
 * @param {Seen} seen
 */
function lookAt({ from, to, fromRadius: radius, toRadius }, index, { size, depth, bone, along }) {
  const [dx, dy, dz] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const change = toRadius - radius;
  const spread = dx * dx + dy * dy + dz * dz - change * change;
  const widest = Math.max(radius, toRadius) + 1;
  const left = Math.max(0, Math.floor(Math.min(from[0], to[0]) - widest));
  const right = Math.min(size - 1, Math.ceil(Math.max(from[0], to[0]) + widest));
  const top = Math.max(0, Math.floor(Math.min(from[1], to[1]) - widest));
  const bottom = Math.min(size - 1, Math.ceil(Math.max(from[1], to[1]) + widest));
  const curve = spread > 0 ? 1 - (dz * dz) / spread : 0;
  for (let y = top; y <= bottom; y++) {
    const qy = y - from[1];
    for (let x = left; x <= right; x++) {
      const qx = x - from[0];
      let best = Infinity;
      let share = 0;
      if (curve > 1e-6) {
        // The envelope of the spheres: F = |q - t b|² - (r + t c)² with dF/dt = 0, a square in z.
        const m = dx * qx + dy * qy + radius * change;
        const half = (m * dz) / spread;
        const rest = qx * qx + qy * qy - radius * radius - (m * m) / spread;
        const root = half * half - curve * rest;
        if (root >= 0) {
          const z = (half - Math.sqrt(root)) / curve;
          const t = (m + dz * z) / spread;
          if (t >= 0 && t <= 1) {
            best = z;
            share = t;
          }
        }
      }
      if (best === Infinity) {
        const start = radius * radius - qx * qx - qy * qy;
        if (start > 0) best = -Math.sqrt(start);
        const [ex, ey] = [qx - dx, qy - dy];
        const end = toRadius * toRadius - ex * ex - ey * ey;
        if (end > 0 && dz - Math.sqrt(end) < best) {
          best = dz - Math.sqrt(end);
          share = 1;
        }
      }
      const at = y * size + x;
      if (best + from[2] < depth[at] - NEARER) {
        depth[at] = best + from[2];
        bone[at] = index;
        along[at] = share;
      }
    }
  }
}
