/** One repetition again, slowly: its video where one was kept, and the points that were found. */

import { all, element, icon, the, wantsStillness, write } from "../page.js";
import { Skeleton } from "../skeleton.js";

/**
 * What the server gives of a repetition.
 * @typedef {object} Clip
 * @property {number[]} time_s
 * @property {([number, number][] | null)[]} points shares of the picture
 * @property {number} aspect width by height of the picture
 * @property {[number, number, number, number]} box where the hand moves: left, top, right, bottom
 * @property {number} start_s
 * @property {number} end_s
 * @property {number} slowed by how much the video's times were divided
 */

/** Room around the hand, as a share of the box. */
const ROOM = 0.18;

class Player {
  /**
   * @param {Clip} clip
   * @param {HTMLElement} player
   */
  constructor(clip, player) {
    this.clip = clip;
    this.words = player.dataset;
    this.video = the("video", HTMLVideoElement);
    this.canvas = the("drawn", HTMLCanvasElement);
    this.skeleton = new Skeleton(this.canvas);
    this.slider = the("moment", HTMLInputElement);
    this.button = the("play", HTMLButtonElement);
    this.first_s = clip.time_s[0];
    this.last_s = clip.time_s[clip.time_s.length - 1];
    this.time_s = Math.max(this.first_s, clip.start_s);
    this.playing = false;
    this.then_ms = 0;
    this.filmed = false;
    this.frame = framed(clip);
    this.fit(this.frame);
    this.button.disabled = this.slider.disabled = false;
    this.button.addEventListener("click", () => this.play(!this.playing));
    this.slider.addEventListener("input", () => {
      this.play(false);
      this.go(this.first_s + (Number(this.slider.value) / 1000) * (this.last_s - this.first_s));
    });
    for (const one of all("input[name=speed]", HTMLInputElement))
      one.addEventListener("change", () => this.pace());
    document.getElementById("overlay")?.addEventListener("change", () => this.go(this.time_s));
    new ResizeObserver(() => this.go(this.time_s)).observe(this.canvas);
    if (player.dataset.video) this.film(player.dataset.video);
    this.go(this.time_s);
    if (!wantsStillness()) this.play(true);
  }

  get speed() {
    return Number(all("input[name=speed]:checked", HTMLInputElement)[0]?.value ?? 0.25);
  }

  /** Show the video instead of points alone, as soon as it can be played. @param {string} url */
  film(url) {
    const { video } = this;
    video.addEventListener("loadeddata", () => {
      this.filmed = true;
      video.hidden = false;
      this.frame = { left: 0, top: 0, width: 1, height: 1 };
      this.fit(this.frame);
      write(element("stage-words"), "");
      this.go(this.time_s);
    });
    video.addEventListener("error", () => {
      video.hidden = true;
      this.filmed = false;
    });
    video.preload = "auto";
    video.src = url;
  }

  /** Give the stage the shape of what it shows. @param {ReturnType<typeof framed>} frame */
  fit(frame) {
    const aspect = (this.clip.aspect * frame.width) / frame.height;
    element("stage").style.setProperty("--aspect", String(aspect));
  }

  /** @param {boolean} playing */
  play(playing) {
    this.playing = playing;
    const words = playing ? this.words.pause : this.words.play;
    const said = document.createElement("span");
    said.textContent = words ?? "";
    this.button.replaceChildren(icon(playing ? "pause" : "play"), said);
    this.then_ms = performance.now();
    if (playing) requestAnimationFrame(() => this.tick());
  }

  pace() {
    this.then_ms = performance.now();
  }

  tick() {
    if (!this.playing) return;
    const now_ms = performance.now();
    const next_s = this.time_s + ((now_ms - this.then_ms) / 1000) * this.speed;
    this.then_ms = now_ms;
    this.go(next_s > this.last_s ? this.first_s : next_s);
    requestAnimationFrame(() => this.tick());
  }

  /** Show a moment. @param {number} time_s by the recording's clock */
  go(time_s) {
    this.time_s = time_s;
    const { clip, video } = this;
    if (this.filmed) {
      const wanted_s = time_s * clip.slowed;
      // A seek that is under way is let finish: the newest moment comes next.
      if (!video.seeking && Math.abs(video.currentTime - wanted_s) > 0.015)
        video.currentTime = wanted_s;
    }
    const share = (time_s - this.first_s) / Math.max(0.01, this.last_s - this.first_s);
    this.slider.value = String(Math.round(share * 1000));
    const told = (this.words.of ?? "")
      .replace("{now}", (time_s - this.first_s).toFixed(1))
      .replace("{end}", (this.last_s - this.first_s).toFixed(1));
    write(element("time"), document.documentElement.lang === "de" ? told.replaceAll(".", ",") : told);
    this.slider.setAttribute("aria-valuetext", element("time").textContent ?? "");
    this.draw();
    mark(time_s);
  }

  draw() {
    const overlay = document.getElementById("overlay");
    const wanted = !(this.filmed && overlay instanceof HTMLInputElement && !overlay.checked);
    const points = wanted ? this.clip.points[at(this.clip.time_s, this.time_s)] : null;
    const { left, top, width, height } = this.frame;
    this.skeleton.draw(points && points.map(([x, y]) => [(x - left) / width, (y - top) / height]));
    this.canvas.dataset.drawn = String(points !== null);
  }
}

/** The part of the picture in which the hand moves, with room around it. @param {Clip} clip */
function framed({ box: [left, top, right, bottom], aspect }) {
  const room = ROOM * Math.max(right - left, (bottom - top) / aspect);
  return {
    left: left - room,
    top: top - room * aspect,
    width: right - left + 2 * room,
    height: bottom - top + 2 * room * aspect,
  };
}

/**
 * Index of the last moment that is not later.
 * @param {number[]} times
 * @param {number} time
 */
function at(times, time) {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (times[middle] <= time + 1e-6) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Mark the moment in the signal. @param {number} time_s */
function mark(time_s) {
  const signal = document.getElementById("signal");
  const now = document.getElementById("now");
  if (!signal || !now) return;
  const { start, left, per } = signal.dataset;
  const x = Number(left) + (time_s - Number(start)) * Number(per);
  now.setAttribute("transform", `translate(${(x + 10).toFixed(1)})`);
}

const player = document.getElementById("player");
if (player?.dataset.landmarks) {
  const answer = await fetch(player.dataset.landmarks);
  const clip = answer.ok ? /** @type {Clip} */ (await answer.json()) : null;
  if (clip?.time_s.length) new Player(clip, player);
  else player.hidden = true;
}
