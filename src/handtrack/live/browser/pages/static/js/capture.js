/** Pictures of the camera for the server: unmirrored, with their own time, one in flight. */

import { framed } from "./picture_frame.js";

const LONGEST_PX = 1280;
const QUALITY = 0.8;
/** Who waits longer for an answer sends the next picture all the same. */
const PATIENCE_MS = 2000;

/**
 * When a picture was taken.
 * @typedef {object} Moment
 * @property {number} number of all presented ones
 * @property {number} time_s its own time
 * @property {number} shown_ms by the page's clock
 */

export class Capture {
  /**
   * @param {HTMLVideoElement} video
   * @param {(picture: ArrayBuffer) => void} send
   */
  constructor(video, send) {
    this.video = video;
    this.send = send;
    this.canvas = document.createElement("canvas");
    this.stream = 0;
    this.number = 0;
    /**
     * Which clock the stream's pictures have.
     * @type {"captureTime" | "mediaTime" | "now" | null}
     */
    this.clock = null;
    /** The newest picture, not sent yet. @type {Moment | null} */
    this.newest = null;
    /** Number of the picture that was sent and not answered, and when. */
    this.flying = { number: -1, since_ms: 0 };
    /** When pictures that were sent had been shown, by number. @type {Map<number, number>} */
    this.shown_ms = new Map();
    this.running = false;
  }

  /** Begin with a camera that was started anew. */
  restart() {
    this.stream += 1;
    this.clock = null;
    this.flying = { number: -1, since_ms: 0 };
    if (!this.running) this.next();
    this.running = true;
  }

  /** Nothing is in flight: a new line was opened. */
  forget() {
    this.flying = { number: -1, since_ms: 0 };
    this.shown_ms.clear();
  }

  next() {
    this.video.requestVideoFrameCallback((now, metadata) => {
      this.next();
      this.take(now, metadata);
    });
  }

  /**
   * @param {number} now
   * @param {VideoFrameCallbackMetadata} metadata
   */
  take(now, metadata) {
    const { captureTime, mediaTime } = metadata;
    this.clock ??=
      captureTime !== undefined ? "captureTime" : mediaTime !== undefined ? "mediaTime" : "now";
    const time_s = { captureTime: (captureTime ?? now) / 1000, mediaTime, now: now / 1000 }[
      this.clock
    ];
    this.number += 1;
    this.newest = { number: this.number, time_s, shown_ms: captureTime ?? now };
    const { videoWidth: width, videoHeight: height } = this.video;
    const scale = Math.min(1, LONGEST_PX / Math.max(width, height));
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    this.canvas
      .getContext("2d", { alpha: false })
      ?.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    this.sendNewest();
  }

  /**
   * The server has answered a picture.
   * @param {number} number
   * @returns {number | null} when that one had been shown, by the page's clock, in milliseconds
   */
  answered(number) {
    const shown = this.shown_ms.get(number) ?? null;
    for (const old of this.shown_ms.keys()) if (old <= number) this.shown_ms.delete(old);
    if (number === this.flying.number) {
      this.flying.number = -1;
      this.sendNewest();
    }
    return shown;
  }

  sendNewest() {
    const moment = this.newest;
    const waits = this.flying.number >= 0 && performance.now() - this.flying.since_ms < PATIENCE_MS;
    if (!moment || waits) return;
    this.newest = null;
    this.flying = { number: moment.number, since_ms: performance.now() };
    this.canvas.toBlob(
      async (jpeg) => {
        if (!jpeg) return;
        const bytes = await jpeg.arrayBuffer();
        this.shown_ms.set(moment.number, moment.shown_ms);
        const age_s = Math.max(0, performance.now() - moment.shown_ms) / 1000;
        this.send(
          framed(
            { number: moment.number, stream: this.stream, time_s: moment.time_s, age_s },
            bytes,
          ),
        );
      },
      "image/jpeg",
      QUALITY,
    );
  }
}
