/** A session: the server says what there is to see, the page shows it and says what was pressed. */

import { LivePage } from "./live_page.js";
import { element, say, write } from "./page.js";
import { Actions } from "./screens/actions.js";
import { Checks } from "./screens/checks.js";
import { Cue } from "./screens/cue.js";
import { FrameOfScreens } from "./screens/frame.js";
import { How } from "./screens/how.js";
import { Menu } from "./screens/menu.js";
import { Done, Rest } from "./screens/pauses.js";
import { QuestionForm } from "./screens/question.js";
import { Work } from "./screens/work.js";

/** @typedef {import("./types.js").ScreenMessage} ScreenMessage */
/** @typedef {import("./types.js").Hello} Hello */
/** @typedef {import("./types.js").Key} Key */

class Session {
  constructor() {
    /** @type {Hello | null} */
    this.hello = null;
    /** @type {ScreenMessage | null} */
    this.screen = null;
    this.frame = new FrameOfScreens();
    this.question = new QuestionForm({
      answer: (value) => this.page.line.send({ type: "answer", value }),
      skip: () => this.page.send("skip"),
      back: () => this.page.send("back"),
    });
    const choose = (/** @type {string} */ option) =>
      this.page.line.send({ type: "choose", option });
    const press = (/** @type {Key} */ key) => this.press(key);
    this.how = new How();
    this.parts = [
      new Cue(),
      new Checks(),
      this.how,
      new Work(),
      new Menu(choose),
      this.question,
      new Actions(press),
    ];
    this.ends = [new Rest(), new Done()];
    this.page = new LivePage({
      take: (message) => this.take(message),
      press,
      digit: (digit) => this.screen?.question && this.question.type(digit),
    });
    this.page.settings.addEventListener("change", () => this.how.move());
  }

  /** @param {Hello | ScreenMessage} message */
  take(message) {
    if (message.type === "screen") return this.draw(message);
    this.hello = message;
    element("video-chip").hidden = !message.keeps_video;
    return this.page.greet(message);
  }

  /** @param {ScreenMessage} screen */
  async draw(screen) {
    const came_ms = await this.page.pictureOf(screen.number);
    if (!this.hello) return;
    const { items } = this.hello;
    this.screen = screen;
    const item = items[screen.item];
    this.frame.draw(screen, item);
    for (const part of this.parts) part.draw(screen, item);
    for (const part of this.ends) part.draw(screen, items);
    this.page.mirror(screen, came_ms);
  }

  /**
   * A key, or its button.
   * @param {Key} key
   * @returns {boolean} whether it did anything
   */
  press(key) {
    const { screen } = this;
    if (!screen || !this.page.line.isOpen) return false;
    if (key === "go" && screen.question) return this.question.confirm();
    if (key === "stop" && !["summary", "end"].includes(screen.screen)) this.page.askToStop();
    else this.page.send(key);
    return true;
  }
}

new Session();
write(element("heading"), say("session", "connecting"));
