/** The pose that is asked for: its name, how to take it, its drawing, the countdown. */

import { Demonstration } from "../demonstration.js";
import { element, icon, made, say, the, wantsStillness, write } from "../page.js";
import { Ring } from "../ring.js";

/** @typedef {import("../assessment_types.js").AssessmentScreen} AssessmentScreen */
/** @typedef {import("../assessment_types.js").PoseAsked} PoseAsked */

/** @type {Record<AssessmentScreen["screen"], string[]>} */
const PARTS = {
  place: ["placement", "cameras", "poses", "by-hand"],
  pose: ["steps", "stands", "poses"],
  paused: ["menu", "poses"],
  results: ["sentences", "figures", "about-error", "saved"],
};
const ALL = [...new Set(Object.values(PARTS).flat())];

export class Asked {
  constructor() {
    this.frame = element("session");
    this.ring = new Ring(element("countdown-ring"));
    this.demonstration = new Demonstration(the("demo-picture", HTMLCanvasElement));
    this.plays = !wantsStillness();
    this.shown = "";
    element("demo-pause").addEventListener("click", () => this.play(!this.plays));
    this.play(this.plays);
  }

  /** Move, or stand still, as the settings have it now. */
  move() {
    this.play(!wantsStillness());
  }

  /** @param {boolean} plays */
  play(plays) {
    this.plays = plays;
    this.moveOrStand();
    const word = made("span", say("session", plays ? "pause" : "play"));
    element("demo-pause").replaceChildren(icon(plays ? "pause" : "play"), word);
  }

  /** Let the drawing move; while the camera is placed it only shows how to hold the hand. */
  moveOrStand() {
    this.demonstration.play(this.plays && this.frame.dataset.screen === "pose");
  }

  /**
   * @param {AssessmentScreen} screen
   * @param {PoseAsked[]} poses
   */
  draw(screen, poses) {
    if (this.frame.dataset.screen !== screen.screen) this.turn(screen);
    write(element("heading"), screen.heading);
    write(element("by-hand"), screen.hint);
    chip("hand-chip", screen.side ? say("session", `hand_${screen.side}`) : "");
    const asked = poses[screen.pose];
    this.countdown(screen);
    if (!asked) return this.over();
    this.progress(screen.pose, poses.length);
    this.words(asked);
    this.demonstrate(asked, screen);
  }

  /** @param {AssessmentScreen} screen */
  turn(screen) {
    this.frame.dataset.screen = screen.screen;
    for (const part of ALL) element(part).hidden = !PARTS[screen.screen].includes(part);
    scrollTo({ top: 0 });
  }

  over() {
    write(element("title"), say("assessment", "title"));
    write(element("subtitle"), "");
    chip("trial-chip", "");
    element("words-alone").hidden = true;
  }

  /** @param {PoseAsked} asked */
  words({ say: lines, section, placement, trial, trials }) {
    write(element("title"), section);
    chip("trial-chip", trials > 1 ? say("assessment", "trial", { n: trial, of: trials }) : "");
    write(element("placement"), placement);
    write(element("stands"), placement);
    const name = lines.join("\n");
    if (name === this.shown) return;
    this.shown = name;
    element("steps").replaceChildren(...lines.map((line) => made("li", line)));
  }

  /**
   * @param {number} done
   * @param {number} of
   */
  progress(done, of) {
    const bar = element("poses-bar");
    bar.setAttribute("aria-valuemax", String(of));
    bar.setAttribute("aria-valuenow", String(done));
    bar.style.setProperty("--share", String(done / of));
    write(element("poses-said"), say("assessment", "pose_of", { n: done + 1, of }));
  }

  /** @param {AssessmentScreen} screen */
  countdown({ left_s, good_s, good_of_s }) {
    element("countdown").hidden = left_s === null;
    if (left_s === null) return;
    write(element("countdown-left"), String(left_s));
    this.ring.fill(good_s / good_of_s);
  }

  /**
   * @param {PoseAsked} asked
   * @param {AssessmentScreen} screen
   */
  async demonstrate({ demonstration }, { side, screen }) {
    element("words-alone").hidden = demonstration !== null || screen !== "pose";
    this.moveOrStand();
    const there = await this.demonstration.show(demonstration, side ?? "right");
    element("demo").classList.toggle("without", !there);
  }
}

/**
 * @param {string} id
 * @param {string} text
 */
function chip(id, text) {
  element(id).hidden = !text;
  write(element(id), text);
}
