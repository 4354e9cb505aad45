/** How the exercise goes: steps, guided movements, how long it is still to be held. */

import { Demonstration } from "../demonstration.js";
import { element, icon, made, say, the, wantsStillness, write } from "../page.js";

/** @typedef {import("../types.js").ScreenMessage} ScreenMessage */
/** @typedef {import("../types.js").Item} Item */

export class How {
  constructor() {
    this.shown = "";
    this.demonstration = new Demonstration(the("demo-picture", HTMLCanvasElement));
    this.wanted = !wantsStillness();
    element("demo-pause").addEventListener("click", () => {
      this.wanted = !this.wanted;
      this.label();
    });
    this.label();
  }

  /** Move, or stand still, as the settings have it now. */
  move() {
    this.wanted = !wantsStillness();
    this.label();
  }

  /**
   * @param {ScreenMessage} screen
   * @param {Item} item
   */
  draw(screen, item) {
    this.steps(item, screen.screen);
    this.demonstrate(screen, item);
    if (screen.guide) dots(screen.guide.seen, screen.guide.of);
  }

  /**
   * @param {ScreenMessage} screen
   * @param {Item} item
   */
  async demonstrate(screen, item) {
    if (!["place", "show", "guide", "ready"].includes(screen.screen)) return;
    const hand = screen.side ?? item.side ?? "right";
    // Before the movement there is only how to hold the hand.
    this.demonstration.play(this.wanted && screen.screen !== "place", screen.screen === "place");
    const there = await this.demonstration.show(item.demonstration, hand);
    element("demo").classList.toggle("without", !there);
  }

  /**
   * @param {Item} item
   * @param {string} screen
   */
  steps(item, screen) {
    const name = `${item.exercise} ${item.hold_sentence} ${item.note_sentence} ${screen}`;
    if (name === this.shown) return;
    this.shown = name;
    const placing = screen === "place";
    element("steps").replaceChildren(
      ...(placing ? [] : item.steps.map((step) => made("li", step))),
    );
    write(element("hold"), placing ? "" : (item.hold_sentence ?? ""));
    write(element("therapist-note"), placing ? "" : (item.note_sentence ?? ""));
    write(element("placement"), placing ? item.placement : "");
  }

  label() {
    const button = element("demo-pause");
    const word = made("span", say("session", this.wanted ? "pause" : "play"));
    button.replaceChildren(icon(this.wanted ? "pause" : "play"), word);
  }
}

/**
 * @param {number} seen
 * @param {number} of
 */
function dots(seen, of) {
  const place = element("guide-dots");
  const name = `${seen} / ${of}`;
  if (place.dataset.shown === name) return;
  place.dataset.shown = name;
  place.hidden = of === 0;
  place.setAttribute("aria-label", name);
  place.replaceChildren(
    ...Array.from({ length: of }, (_, at) => {
      const dot = made("span", "", at < seen ? "dot done" : "dot");
      dot.append(at < seen ? icon("check") : String(at + 1));
      return dot;
    }),
  );
}
