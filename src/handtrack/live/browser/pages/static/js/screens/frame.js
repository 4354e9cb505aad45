/** What frames every screen: title, heading, where in the plan, trouble, and which parts show. */

import { element, say, write } from "../page.js";

/** @typedef {import("../types.js").ScreenMessage} ScreenMessage */
/** @typedef {import("../types.js").Item} Item */

/** @type {Record<string, string[]>} */
const PARTS = {
  place: ["checks", "cameras", "glove", "how"],
  show: ["how"],
  offer: ["menu"],
  guide: ["guide"],
  ready: ["how"],
  work: ["work"],
  paused: ["menu"],
  question: ["question"],
  rest: ["rest", "sentences"],
  summary: ["sentences", "totals", "saved", "farewell"],
  end: [],
};
const ALL = [...new Set(Object.values(PARTS).flat())];

export class FrameOfScreens {
  constructor() {
    this.session = element("session");
  }

  /**
   * @param {ScreenMessage} screen
   * @param {Item} item
   */
  draw(screen, item) {
    if (this.session.dataset.screen !== screen.screen) this.turn(screen);
    const whole = screen.screen === "summary" || screen.screen === "end";
    write(element("title"), whole ? say("start", "title") : item.plain);
    const names = item.clinical === item.plain ? [item.exercise] : [item.exercise, item.clinical];
    write(element("subtitle"), whole ? "" : names.join(" · "));
    write(element("heading"), screen.question?.sentence ?? screen.heading);
    const hand = screen.side ?? item.side;
    chip("hand-chip", !whole && hand ? say("session", `hand_${hand}`) : "");
    const { set, sets, items } = screen;
    chip("set-chip", !whole && sets > 1 ? say("session", "set_of", { n: set, of: sets }) : "");
    const of = { n: screen.item + 1, of: items };
    chip("item-chip", !whole && items > 1 ? say("session", "exercise_of", of) : "");
    // What the camera lacks stands where its picture would be.
    const over = !element("camera-help").hidden;
    trouble(screen.trouble && !over ? screen.trouble.sentence : "");
  }

  /** @param {ScreenMessage} screen */
  turn(screen) {
    this.session.dataset.screen = screen.screen;
    const shown = PARTS[screen.screen];
    for (const part of ALL) element(part).hidden = !shown.includes(part);
    scrollTo({ top: 0 });
  }
}

/**
 * Say what is wrong with camera, line or computer; "" where nothing is.
 * @param {string} sentence
 */
export function trouble(sentence) {
  element("trouble").hidden = !sentence;
  write(element("trouble"), sentence);
}

/**
 * @param {string} id
 * @param {string} text
 */
function chip(id, text) {
  element(id).hidden = !text;
  write(element(id), text);
}
