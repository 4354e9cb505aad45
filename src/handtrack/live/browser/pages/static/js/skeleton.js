/** Lines on the hand in the mirror. */

/** Landmarks that bones connect. */
const BONES = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 4],
  [0, 5],
  [5, 6],
  [6, 7],
  [7, 8],
  [9, 10],
  [10, 11],
  [11, 12],
  [13, 14],
  [14, 15],
  [15, 16],
  [0, 17],
  [17, 18],
  [18, 19],
  [19, 20],
  [5, 9],
  [9, 13],
  [13, 17],
];
const TIPS = new Set([4, 8, 12, 16, 20]);

export class Skeleton {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
  }

  /**
   * @param {[number, number][] | null} points shares of the unmirrored
   *   picture; the canvas is mirrored by its style
   */
  draw(points) {
    const { canvas } = this;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== width || canvas.height !== height)
      Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, width, height);
    if (!points) return;
    const unit = Math.max(1.5, width / 420);
    const placed = points.map(([x, y]) => [x * width, y * height]);
    context.lineCap = "round";
    // A dark rim below light lines: to be seen on any skin and any light.
    for (const [colour, wide] of /** @type {const} */ ([
      ["#06262ab0", 3.4],
      ["#ffffffd9", 1.6],
    ])) {
      context.strokeStyle = colour;
      context.lineWidth = wide * unit;
      context.beginPath();
      for (const [from, to] of BONES) {
        context.moveTo(placed[from][0], placed[from][1]);
        context.lineTo(placed[to][0], placed[to][1]);
      }
      context.stroke();
    }
    placed.forEach(([x, y], landmark) => {
      context.beginPath();
      context.arc(x, y, (TIPS.has(landmark) ? 3.4 : 2.1) * unit, 0, 2 * Math.PI);
      context.fillStyle = TIPS.has(landmark) ? "#f2b632" : "#ffffff";
      context.fill();
      context.lineWidth = 0.9 * unit;
      context.strokeStyle = "#06262a";
      context.stroke();
    });
  }
}
