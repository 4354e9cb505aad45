/** The large buttons below: one for each key that does something on this screen. */

import { element, icon, made } from "../page.js";

/** @typedef {import("../types.js").ScreenMessage} ScreenMessage */
/** @typedef {import("../types.js").Key} Key */

/** @type {Record<Key, string>} */
const ICONS = {
  go: "play",
  repeat: "again",
  skip: "skip",
  stop: "stop",
  next: "arrow-right",
  back: "back",
};

export class Actions {
  /** @param {(key: Key) => void} press */
  constructor(press) {
    this.press = press;
    /**
     * Buttons stay as long as their key does, so that the focus stays, too.
     * @type {Map<Key, HTMLButtonElement>}
     */
    this.buttons = new Map();
    this.shown = "";
  }

  /** @param {Pick<ScreenMessage, "keys"> & {screen: string}} screen */
  draw({ screen, keys }) {
    // The question has buttons of its own beside its scale.
    const wanted = screen === "question" ? keys.filter(({ key }) => key === "stop") : keys;
    const name = JSON.stringify([screen, wanted]);
    if (name === this.shown) return;
    this.shown = name;
    const buttons = wanted.map(({ key, title, keyboard }, at) => {
      const button = this.button(key);
      button.className = at === 0 && key === "go" ? "button primary" : "button";
      const picture = key === "go" && screen === "work" ? "pause" : ICONS[key];
      button.replaceChildren(icon(picture), made("span", title), made("kbd", keyboard));
      return button;
    });
    const had = element("actions").contains(document.activeElement);
    element("actions").replaceChildren(...buttons);
    if (had && !element("actions").contains(document.activeElement)) element("content").focus();
  }

  /** @param {Key} key */
  button(key) {
    const button = this.buttons.get(key) ?? made("button");
    if (!this.buttons.has(key)) {
      button.type = "button";
      button.addEventListener("click", () => this.press(key));
      this.buttons.set(key, button);
    }
    return button;
  }
}
