/** The settings: shown at once, kept by the server. */

import { all, carried, element, post, say, the } from "./page.js";
import { Tones } from "./tones.js";
import { Voice } from "./voice.js";

/** @typedef {import("./types.js").SettingValues} SettingValues */

export class Settings extends EventTarget {
  constructor() {
    super();
    /** @type {SettingValues} */
    this.values = carried("settings");
    this.dialog = the("settings-dialog", HTMLDialogElement);
    openAndClose();
    element("settings-form").addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement)
        this.change(event.target.name, event.target.value);
    });
    element("settings-form").addEventListener("submit", (event) => event.preventDefault());
    element("try-sound").addEventListener("click", () => this.listen());
    this.show();
  }

  /**
   * Change one setting and keep it.
   * @param {string} name
   * @param {string} value as a form has it
   */
  async change(name, value) {
    const said = { true: true, false: false }[value];
    const kept = name === "text_size" ? Number(value) : (said ?? value);
    Object.assign(this.values, { [name]: kept });
    this.show();
    this.dispatchEvent(new Event("change"));
    const answer = await post("/settings", { [name]: kept });
    if (name === "language" && answer.ok) location.reload();
  }

  /** Take the values that the server has. @param {SettingValues} values */
  take(values) {
    Object.assign(this.values, values);
    this.show();
  }

  show() {
    const { theme, dock, text_size: size, motion = "auto" } = this.values;
    const page = document.documentElement;
    Object.assign(page.dataset, { theme, dock, motion, textSize: String(size) });
    page.style.setProperty("--scale", String(size));
    for (const input of all("input[type=radio]", HTMLInputElement, element("settings-form"))) {
      const value = this.values[/** @type {keyof SettingValues} */ (input.name)];
      if (input.name === "text_size") input.checked = Number(input.value) === value;
      else if (value !== undefined) input.checked = input.value === String(value);
    }
  }

  listen() {
    const tones = new Tones();
    tones.play([
      [660, 0.1],
      [880, 0.16],
    ]);
    const voice = new Voice(document.documentElement.lang);
    element("no-sound").hidden = Tones.supported;
    voice.whenKnown(() => {
      voice.say(say("settings", "sample"));
      element("no-voice").hidden = voice.found;
    });
  }
}

/** Buttons that open and close dialogs. */
function openAndClose() {
  for (const button of all("[data-opens]", HTMLElement)) {
    const dialog = the(button.dataset.opens ?? "", HTMLDialogElement);
    button.addEventListener("click", () => dialog.showModal());
  }
  for (const button of all("[data-closes]", HTMLElement)) {
    const dialog = the(button.dataset.closes ?? "", HTMLDialogElement);
    button.addEventListener("click", () => dialog.close());
  }
}
