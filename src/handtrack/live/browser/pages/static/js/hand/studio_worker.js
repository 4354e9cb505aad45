/** Draws what `studio.js` asks for. */

import { HandPainter } from "./picture.js";

/** @type {Map<number, HandPainter>} */
const painters = new Map();

addEventListener("message", async ({ data: { number, points, side, frame, size } }) => {
  const painter = painters.get(size) ?? new HandPainter(size);
  painters.set(size, painter);
  const picture = await createImageBitmap(painter.paint(points, side, frame));
  postMessage({ number, picture }, { transfer: [picture] });
});
