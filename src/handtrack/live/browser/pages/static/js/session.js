/** A session: the server says what there is to see, the page shows it and says what was pressed. */

import { Camera } from "./camera.js";
import { Capture } from "./capture.js";
import { Clip } from "./clip.js";
import { listenToKeys } from "./keyboard.js";
import { element, post, say, the, write } from "./page.js";
import { Actions } from "./screens/actions.js";
import { listCameras, showCameraState } from "./screens/cameras.js";
import { Checks } from "./screens/checks.js";
import { Cue } from "./screens/cue.js";
import { FrameOfScreens, trouble } from "./screens/frame.js";
import { How } from "./screens/how.js";
import { Menu } from "./screens/menu.js";
import { Done, Rest } from "./screens/pauses.js";
import { QuestionForm } from "./screens/question.js";
import { Work } from "./screens/work.js";
import { Settings } from "./settings.js";
import { Skeleton } from "./skeleton.js";
import { Line } from "./socket.js";
import { Tones } from "./tones.js";
import { Voice } from "./voice.js";
import { stayAwake } from "./wake_lock.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").ScreenMessage} ScreenMessage */
/** @typedef {import("./types.js").Hello} Hello */
/** @typedef {import("./types.js").Key} Key */

/** Why a line was closed for good, as the page's texts name it. @type {Record<number, string>} */
const CLOSED = { 1001: "closed", 4001: "elsewhere" };

class Session {
  constructor() {
    this.settings = new Settings();
    /** @type {Hello | null} */
    this.hello = null;
    /** @type {ScreenMessage | null} */
    this.screen = null;
    this.tones = new Tones();
    this.voice = new Voice(document.documentElement.lang);
    this.skeleton = new Skeleton(the("skeleton", HTMLCanvasElement));
    this.clip = new Clip(the("clip", HTMLCanvasElement));
    const video = the("video", HTMLVideoElement);
    this.camera = new Camera(video, (state, label) => this.cameraIs(state, label));
    this.capture = new Capture(video, (picture) => this.line.sendPicture(picture));
    this.frame = new FrameOfScreens();
    this.question = new QuestionForm({
      answer: (value) => this.line.send({ type: "answer", value }),
      skip: () => this.send("skip"),
      back: () => this.send("back"),
    });
    const choose = (/** @type {string} */ option) => this.line.send({ type: "choose", option });
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
    this.listen();
    this.line = new Line("/session/live", {
      message: (message) => this.take(message),
      picture: (picture) => this.clip.take(picture),
      open: () => this.opened(),
      lost: () => trouble(say("session", "connection_lost")),
      closed: (code) => this.closed(code),
    });
  }

  listen() {
    stayAwake();
    this.tones.wakeOnFirstPress();
    listenToKeys({
      digit: (digit) => this.screen?.question && this.question.type(digit),
      key: (key) => this.press(key),
    });
    addEventListener("visibilitychange", () =>
      this.line.send({ type: "hidden", value: document.hidden }),
    );
    element("camera-again").addEventListener("click", () =>
      this.camera.start(this.settings.values.camera),
    );
    element("stop-yes").addEventListener("click", () => {
      the("stop-dialog", HTMLDialogElement).close();
      this.send("stop");
    });
    this.settings.addEventListener("change", () => this.how.move());
    this.settings.dialog.addEventListener("close", () => element("content").focus());
    navigator.mediaDevices?.addEventListener("devicechange", () => this.cameras());
    this.voice.whenKnown(() => (element("no-voice").hidden = this.voice.found));
  }

  opened() {
    trouble("");
    this.capture.forget();
    if (this.camera.stream)
      this.line.send({ type: "camera", state: "on", label: this.camera.label });
  }

  /** @param {number} code */
  closed(code) {
    this.camera.stop();
    element("leave").hidden = false;
    if (code !== 1000) trouble(say("session", CLOSED[code] ?? "failed"));
  }

  /** @param {Message} message */
  take(message) {
    switch (message.type) {
      case "hello":
        return this.begin(message);
      case "screen":
        return this.draw(message);
      case "sound":
        if (message.play && this.settings.values.sound) this.tones.play(message.play);
        if (message.say && this.settings.values.voice) this.voice.say(message.say);
        return undefined;
      case "end":
        this.camera.stop();
        return location.replace(message.next);
      case "error":
        return trouble(message.sentence);
    }
  }

  /** @param {Hello} hello */
  begin(hello) {
    if (this.hello && this.hello.language !== hello.language) return location.reload();
    const first = this.hello === null;
    this.hello = hello;
    this.settings.take(hello.settings);
    const clip = hello.source === "clip";
    element("video-chip").hidden = !hello.keeps_video;
    element("clip").hidden = !clip;
    element("video").hidden = clip;
    if (!clip && first) this.camera.start(hello.settings.camera);
  }

  /**
   * @param {import("./camera.js").CameraState} state
   * @param {string} label
   */
  cameraIs(state, label) {
    showCameraState(state);
    this.line.send({ type: "camera", state, label });
    if (state !== "on") return;
    this.capture.restart();
    this.cameras();
  }

  cameras() {
    listCameras(this.camera.label, (label) => {
      this.settings.change("camera", label);
      this.camera.start(label);
    });
  }

  /** @param {ScreenMessage} screen */
  async draw(screen) {
    const { hello } = this;
    if (!hello) return;
    const source = hello.source === "clip" ? this.clip : this.capture;
    const came_ms = screen.number === null ? null : source.answered(screen.number);
    if (hello.source === "clip" && screen.number !== null) await this.clip.drawn;
    this.screen = screen;
    const item = hello.items[screen.item];
    this.frame.draw(screen, item);
    for (const part of this.parts) part.draw(screen, item);
    for (const part of this.ends) part.draw(screen, hello.items);
    this.mirror(screen);
    if (screen.number === null) return;
    const { number } = screen;
    afterDrawing(() => {
      const delay_s = came_ms === null ? null : (performance.now() - came_ms) / 1000;
      this.line.send({ type: "drawn", number, delay_s });
    });
  }

  /** @param {ScreenMessage} screen */
  mirror({ points, aspect }) {
    if (aspect) {
      element("mirror").style.setProperty("--aspect", String(aspect));
      element("mirror").style.setProperty("--aspect-number", String(aspect));
    }
    this.skeleton.draw(this.settings.values.skeleton ? points : null);
  }

  /**
   * A key, or its button.
   * @param {Key} key
   * @returns {boolean} whether it did anything
   */
  press(key) {
    const { screen } = this;
    if (!screen || !this.line.isOpen) return false;
    if (key === "go" && screen.question) return this.question.confirm();
    if (key === "stop" && !["summary", "end"].includes(screen.screen)) {
      the("stop-dialog", HTMLDialogElement).showModal();
      return true;
    }
    this.send(key);
    return true;
  }

  /** @param {Key} key */
  send(key) {
    this.line.send({ type: "key", key });
  }
}

/**
 * Call back when what was changed is drawn; at once where the tab is hidden and nothing is.
 * @param {() => void} then
 */
function afterDrawing(then) {
  if (document.hidden) setTimeout(then, 0);
  else requestAnimationFrame(() => setTimeout(then, 0));
}

new Session();
write(element("heading"), say("session", "connecting"));
