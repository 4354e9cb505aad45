/** The camera check: what is fine about the picture already, and what comes next. */

import { element, icon, made, say } from "../page.js";

/** @typedef {import("../types.js").ScreenMessage} ScreenMessage */
/** @typedef {import("../types.js").Item} Item */

/** In the order in which the server looks at them, each with the cues that speak of it. */
const CHECKS = /** @type {const} */ ([
  ["light", ["no_picture", "light"]],
  ["hand", ["show_hand"]],
  ["side", ["other_hand"]],
  ["distance", ["closer", "farther"]],
  ["middle", ["move_left", "move_right", "move_up", "move_down"]],
  ["forearm", ["forearm"]],
  ["view", ["turn_palm", "turn_back", "turn_side", "turn_oblique"]],
]);

export class Checks {
  constructor() {
    this.shown = "";
  }

  /**
   * @param {ScreenMessage} screen
   * @param {Item} item
   */
  draw(screen, item) {
    if (screen.screen !== "place") return;
    const name = `${screen.cue?.name} ${item.exercise} ${item.side}`;
    if (name === this.shown) return;
    this.shown = name;
    const asked = CHECKS.filter(([check]) => {
      if (check === "side") return item.side !== null;
      if (check === "forearm") return item.needs_forearm;
      return check !== "view" || item.views.length > 0;
    });
    const cue = screen.cue?.name ?? "";
    const now = asked.findIndex(([, cues]) =>
      /** @type {readonly string[]} */ (cues).includes(cue),
    );
    element("checks").replaceChildren(
      ...asked.map(([check], at) =>
        row(check, now < 0 || at < now ? "fine" : at === now ? "now" : "later"),
      ),
    );
  }
}

/**
 * @param {string} check
 * @param {"fine" | "now" | "later"} state
 */
function row(check, state) {
  const line = made("li");
  line.dataset.state = state;
  line.append(icon({ fine: "check", now: "arrow-right", later: "dot" }[state]));
  line.append(made("span", say("check", check)), made("small", say("check", state)));
  return line;
}
