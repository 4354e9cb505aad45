/** Draws hands beside the page, so that the mirror never waits for them. */

/** @typedef {import("./shape.js").Vector} Vector */

/** @type {Worker | null} */
let worker = null;
let asked = 0;
/** @type {Map<number, (picture: ImageBitmap) => void>} */
const waiting = new Map();

/**
 * A square picture of a hand.
 * @param {Vector[]} points
 * @param {import("./picture.js").Side} side
 * @param {import("./picture.js").Frame} frame
 * @param {number} size pixels a side
 * @returns {Promise<ImageBitmap>}
 */
export function paint(points, side, frame, size) {
  worker ??= started();
  const number = ++asked;
  worker.postMessage({ number, points, side, frame, size });
  return new Promise((resolve) => waiting.set(number, resolve));
}

function started() {
  const one = new Worker(new URL("./studio_worker.js", import.meta.url), { type: "module" });
  one.addEventListener("message", ({ data: { number, picture } }) => {
    waiting.get(number)?.(picture);
    waiting.delete(number);
  });
  return one;
}
