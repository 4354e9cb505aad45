/** The movement of an exercise, shown by a drawn hand: a loop that can be stopped. */

import { frameOf } from "./hand/picture.js";
import { paint } from "./hand/studio.js";
import { wantsStillness } from "./page.js";

/** @typedef {import("./hand/shape.js").Vector} Vector */
/** @typedef {import("./hand/picture.js").Frame} Frame */
/** @typedef {import("./hand/picture.js").Side} Side */
/**
 * A movement as in a mirror.
 * @typedef {object} Movement
 * @property {number} hz
 * @property {Vector[][]} moments
 * @property {number} telling which moment tells best what is done
 * @property {Side} side
 * @property {Frame} frame
 */

/**
 * @param {string} url
 * @param {Side} hand
 */
export function urlFor(url, hand) {
  return `${url.split("?")[0]}?hand=${hand}`;
}

/**
 * Load a movement; null where there is none.
 * @param {string} url
 * @returns {Promise<Movement | null>}
 */
export async function framesOf(url) {
  const answer = await fetch(url);
  if (!answer.ok) return null;
  const { hz, points, hand } = await answer.json();
  /** @type {Vector[][]} */
  const moments = points.map((/** @type {number[][]} */ one) =>
    one.map(([x, y, z = 0]) => /** @type {Vector} */ ([x, y, z])),
  );
  const shown = hand ?? new URL(url, location.href).searchParams.get("hand");
  // In a mirror a right hand has the shape of a left one.
  const side = shown === "left" ? "right" : "left";
  return { hz, moments, telling: farthest(moments), side, frame: frameOf(moments) };
}

/**
 * Which moment differs most from the first one: it tells what is done.
 * @param {Vector[][]} moments
 */
function farthest(moments) {
  const [first] = moments;
  /** @param {Vector[]} points */
  const away = (points) =>
    points.reduce(
      (sum, point, at) => sum + Math.hypot(...point.map((v, axis) => v - first[at][axis])),
      0,
    );
  const far = moments.map(away);
  return far.indexOf(Math.max(...far));
}

export class Demonstration {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.url = "";
    this.playing = !wantsStillness();
    this.fromStart = false;
    /** @type {Movement | null} */
    this.movement = null;
    /**
     * Pictures that are drawn already, by what they show; null while one is being drawn.
     * @type {Map<string, ImageBitmap | null>}
     */
    this.pictures = new Map();
    this.time_s = 0;
    this.last_s = 0;
    this.ticking = false;
  }

  /**
   * Show the movement at this address; nothing where it is null.
   * @param {string | null} url
   * @param {Side} hand
   * @returns {Promise<boolean>} whether there is one
   */
  async show(url, hand) {
    const wanted = url ? urlFor(url, hand) : "";
    if (wanted === this.url) return this.movement !== null || wanted !== "";
    this.url = wanted;
    this.clear();
    const movement = wanted ? await framesOf(wanted) : null;
    if (this.url !== wanted) return true; // another one was asked for meanwhile
    this.movement = movement;
    this.time_s = 0;
    if (movement && !this.playing && !this.fromStart) this.time_s = movement.telling / movement.hz;
    this.tick();
    return movement !== null;
  }

  /**
   * Let it play, or stand still: where it is, or where it begins.
   * @param {boolean} playing
   * @param {boolean} fromStart
   */
  play(playing, fromStart = false) {
    if (playing === this.playing && fromStart === this.fromStart) return;
    Object.assign(this, { playing, fromStart });
    if (fromStart) this.time_s = 0;
    this.tick();
  }

  clear() {
    for (const picture of this.pictures.values()) picture?.close();
    this.pictures.clear();
    this.movement = null;
    this.canvas.getContext("2d")?.clearRect(0, 0, this.canvas.width, this.canvas.height);
    delete this.canvas.dataset.drawn;
  }

  tick() {
    if (this.ticking) return;
    this.ticking = true;
    this.last_s = performance.now() / 1000;
    requestAnimationFrame(() => this.draw());
  }

  draw() {
    const now_s = performance.now() / 1000;
    const seen = this.canvas.checkVisibility?.() ?? true;
    if (this.playing && seen) this.time_s += Math.min(0.2, now_s - this.last_s);
    this.last_s = now_s;
    const done = !this.movement || this.put(this.movement);
    if (!this.movement || (done && !this.playing)) {
      this.ticking = false;
      return;
    }
    setTimeout(() => requestAnimationFrame(() => this.draw()), seen ? 500 / this.movement.hz : 300);
  }

  /**
   * Put the picture of this moment up; ask for it where it is not drawn yet.
   * @param {Movement} movement
   * @returns {boolean} whether it is up
   */
  put({ hz, moments, side, frame }) {
    const points = moments[Math.floor(this.time_s * hz) % moments.length];
    const name = points.join(" ");
    const picture = this.pictures.get(name);
    if (picture) {
      const context = this.canvas.getContext("2d");
      context?.clearRect(0, 0, this.canvas.width, this.canvas.height);
      context?.drawImage(picture, 0, 0);
      this.canvas.dataset.drawn = "true";
      return true;
    }
    if (picture === undefined) {
      this.pictures.set(name, null);
      const url = this.url;
      paint(points, side, frame, this.canvas.width).then((drawn) => {
        if (this.url === url) this.pictures.set(name, drawn);
        else drawn.close();
      });
    }
    return false;
  }
}
