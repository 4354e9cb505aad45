/** A choice among a few: large buttons; where the hand may choose, one is lit. */

import { all, element, made, write } from "../page.js";

/** @typedef {import("../types.js").ScreenMessage} ScreenMessage */

export class Menu {
  /** @param {(option: string) => void} choose */
  constructor(choose) {
    this.choose = choose;
    this.shown = "";
  }

  /** @param {Pick<ScreenMessage, "menu"> & {screen: string}} screen */
  draw({ menu, screen }) {
    if (!menu) {
      this.shown = "";
      return;
    }
    write(element("menu-hint"), menu.hint);
    const name = `${screen} ${menu.options.map((one) => one.name)}`;
    if (name !== this.shown) {
      this.shown = name;
      element("menu-options").replaceChildren(
        ...menu.options.map((one, at) => this.button(one, at === 0)),
      );
    }
    all("button", HTMLButtonElement, element("menu-options")).forEach((button, at) => {
      button.classList.toggle("lit", at === menu.lit);
    });
  }

  /**
   * @param {{name: string, title: string}} option
   * @param {boolean} first
   */
  button({ name, title }, first) {
    const button = made("button", title, first ? "button primary" : "button");
    button.type = "button";
    button.addEventListener("click", () => this.choose(name));
    return button;
  }
}
