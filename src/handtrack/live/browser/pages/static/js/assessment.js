/** An assessment: the server says which pose is asked for, the page shows it and what it came to. */

import { Asked } from "./assessment/asked.js";
import { drawResults } from "./assessment/results.js";
import { LivePage } from "./live_page.js";
import { element } from "./page.js";
import { Actions } from "./screens/actions.js";
import { Cue } from "./screens/cue.js";
import { trouble } from "./screens/frame.js";
import { Menu } from "./screens/menu.js";

/** @typedef {import("./assessment_types.js").AssessmentHello} AssessmentHello */
/** @typedef {import("./assessment_types.js").AssessmentScreen} AssessmentScreen */
/** @typedef {import("./assessment_types.js").Key} Key */

class Assessment {
  constructor() {
    /** @type {AssessmentHello | null} */
    this.hello = null;
    /** @type {AssessmentScreen | null} */
    this.screen = null;
    this.asked = new Asked();
    this.cue = new Cue();
    const press = (/** @type {Key} */ key) => this.press(key);
    this.menu = new Menu((option) => this.page.line.send({ type: "choose", option }));
    this.actions = new Actions(press);
    this.page = new LivePage({ take: (message) => this.take(message), press });
    this.page.settings.addEventListener("change", () => this.asked.move());
  }

  /** @param {AssessmentHello | AssessmentScreen} message */
  take(message) {
    if (message.type === "screen") return this.draw(message);
    this.hello = message;
    return this.page.greet(message);
  }

  /** @param {AssessmentScreen} screen */
  async draw(screen) {
    const came_ms = await this.page.pictureOf(screen.number);
    if (!this.hello) return;
    const turned = this.screen?.screen !== screen.screen;
    this.screen = screen;
    this.asked.draw(screen, this.hello.poses);
    this.cue.draw({ ...screen, last: null, cue: screen.rejected ?? screen.cue });
    this.menu.draw(screen);
    this.actions.draw(screen);
    if (turned) drawResults(screen);
    // What the camera lacks stands where its picture would be.
    const over = !element("camera-help").hidden;
    trouble(screen.trouble && !over ? screen.trouble.sentence : "");
    this.page.mirror(screen, came_ms);
  }

  /**
   * A key, or its button: only those that do something here, so that none leaves a pose out by
   * chance.
   * @param {Key} key
   * @returns {boolean} whether it did anything
   */
  press(key) {
    const { screen } = this;
    if (!screen?.keys.some((one) => one.key === key)) return false;
    if (key === "stop") this.page.askToStop();
    else this.page.send(key);
    return true;
  }
}

new Assessment();
