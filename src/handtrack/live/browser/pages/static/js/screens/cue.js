/** The one sentence below the mirror that matters most now. */

import { element, icon, say, write } from "../page.js";
import { Ring } from "../ring.js";

/** @typedef {import("../types.js").ScreenMessage} ScreenMessage */
/**
 * What a cue comes from; an assessment has its own screens.
 * @typedef {Pick<ScreenMessage, "last" | "cue" | "good_s" | "good_of_s"> & {screen: string}} Told
 */

/** @type {Record<string, string>} */
const OF_CUE = {
  no_picture: "camera",
  light: "info",
  show_hand: "hand",
  other_hand: "hand",
  closer: "move",
  farther: "move",
  move_left: "arrow-left",
  move_right: "arrow-right",
  move_up: "arrow-up",
  move_down: "arrow-down",
};
/** @type {Record<string, string>} */
const OF_KIND = {
  counted: "check",
  unfinished: "arrow-right",
  too_small: "half",
  wrong_finger: "hand",
  hidden: "unseen",
  other: "again",
};

export class Cue {
  constructor() {
    this.shown = "";
    this.ring = new Ring(element("waiting-ring"));
  }

  /** @param {Told} screen */
  draw(screen) {
    const { tone, picture, text, why = "" } = told(screen);
    element("waiting-ring").hidden = picture !== "ring";
    this.ring.fill(screen.good_of_s ? screen.good_s / screen.good_of_s : 0);
    const name = `${tone} ${picture} ${text} ${why}`;
    if (name === this.shown) return;
    this.shown = name;
    element("cue").dataset.tone = tone;
    element("cue-icon").replaceChildren(...(picture && picture !== "ring" ? [icon(picture)] : []));
    write(element("cue-text"), text);
    write(element("cue-why"), why);
  }
}

/** @param {Told} screen */
function told({ screen, last, cue, good_s, good_of_s }) {
  if (last && screen === "work") {
    const { sentence: text, why, status: tone, kind } = last;
    return { tone, picture: OF_KIND[kind] ?? "again", text, why };
  }
  if (cue) return { tone: "change", picture: OF_CUE[cue.name] ?? "again", text: cue.sentence };
  if (good_of_s > 0 && good_s > 0)
    return { tone: "fine", picture: "ring", text: say("session", "hold_still") };
  return { tone: "none", picture: "", text: "" };
}
