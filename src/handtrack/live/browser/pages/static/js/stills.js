/** Small pictures of movements, drawn when they come into view. */

import { framesOf, urlFor } from "./demonstration.js";
import { paint } from "./hand/studio.js";
import { all } from "./page.js";

/** Draw the hands of all `canvas[data-demonstration]`, each when it comes near. */
export function drawStills() {
  const seer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting || !(target instanceof HTMLCanvasElement)) continue;
        seer.unobserve(target);
        drawStill(
          target,
          target.dataset.demonstration ?? "",
          target.dataset.hand === "left" ? "left" : "right",
        );
      }
    },
    { rootMargin: "400px" },
  );
  for (const canvas of all("canvas[data-demonstration]", HTMLCanvasElement)) seer.observe(canvas);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} url
 * @param {"left" | "right"} hand
 */
export async function drawStill(canvas, url, hand) {
  const movement = await framesOf(urlFor(url, hand));
  if (!movement) return;
  const points = movement.moments[movement.telling];
  const picture = await paint(points, movement.side, movement.frame, canvas.width);
  const context = canvas.getContext("2d");
  context?.clearRect(0, 0, canvas.width, canvas.height);
  context?.drawImage(picture, 0, 0);
  picture.close();
  canvas.dataset.drawn = "true";
}
