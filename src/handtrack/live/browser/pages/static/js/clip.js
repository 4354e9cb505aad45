/** Pictures of a clip, as the server sends them. */

import { unframed } from "./picture_frame.js";

export class Clip {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** When pictures came, by number, by the page's clock. @type {Map<number, number>} */
    this.came_ms = new Map();
    /** @type {Promise<void>} */
    this.drawn = Promise.resolve();
  }

  /** @param {ArrayBuffer} bytes */
  take(bytes) {
    const { number, jpeg } = unframed(bytes);
    this.came_ms.set(number, performance.now());
    this.drawn = this.draw(createImageBitmap(jpeg), this.drawn);
  }

  /**
   * Draw a picture after the one before it: pictures are not always decoded in the order they came.
   * @param {Promise<ImageBitmap>} decoded
   * @param {Promise<void>} before
   */
  async draw(decoded, before) {
    await before.catch(() => undefined);
    const picture = await decoded;
    if (this.canvas.width !== picture.width || this.canvas.height !== picture.height) {
      Object.assign(this.canvas, { width: picture.width, height: picture.height });
    }
    this.canvas.getContext("2d")?.drawImage(picture, 0, 0);
    picture.close();
  }

  /**
   * When a picture had come, in milliseconds.
   * @param {number} number
   */
  answered(number) {
    const came = this.came_ms.get(number) ?? null;
    this.came_ms.delete(number);
    return came;
  }
}
