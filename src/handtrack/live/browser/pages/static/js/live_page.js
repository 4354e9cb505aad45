/** A page that shows what the server sees: camera or clip, mirror, line, keys, sound. */

import { Camera } from "./camera.js";
import { Capture } from "./capture.js";
import { Clip } from "./clip.js";
import { listenToKeys } from "./keyboard.js";
import { element, say, the } from "./page.js";
import { listCameras, showCameraState } from "./screens/cameras.js";
import { trouble } from "./screens/frame.js";
import { Settings } from "./settings.js";
import { Skeleton } from "./skeleton.js";
import { Line } from "./socket.js";
import { Tones } from "./tones.js";
import { Voice } from "./voice.js";
import { stayAwake } from "./wake_lock.js";

/** @typedef {import("./types.js").Key} Key */
/** @typedef {import("./types.js").SettingValues} SettingValues */
/** @typedef {import("./types.js").SoundMessage} SoundMessage */
/**
 * What every first message says.
 * @typedef {{language: string, source: "camera" | "clip", settings: SettingValues}} Greeting
 */

/** Why a line was closed for good, as the page's texts name it. @type {Record<number, string>} */
const CLOSED = { 1001: "closed", 4001: "elsewhere" };

export class LivePage {
  /**
   * @param {object} act
   * @param {(message: any) => void} act.take what is shown, and the first message
   * @param {(key: Key) => boolean} act.press whether the key did anything
   * @param {(digit: number) => void} [act.digit]
   */
  constructor(act) {
    this.act = act;
    this.settings = new Settings();
    /** @type {Greeting | null} */
    this.greeting = null;
    this.tones = new Tones();
    this.voice = new Voice(document.documentElement.lang);
    this.skeleton = new Skeleton(the("skeleton", HTMLCanvasElement));
    this.clip = new Clip(the("clip", HTMLCanvasElement));
    const video = the("video", HTMLVideoElement);
    this.camera = new Camera(video, (state, label) => this.cameraIs(state, label));
    this.capture = new Capture(video, (picture) => this.line.sendPicture(picture));
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
    const { press, digit } = this.act;
    listenToKeys({ key: (key) => this.line.isOpen && press(key), digit });
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
    this.settings.dialog.addEventListener("close", () => element("content").focus());
    navigator.mediaDevices?.addEventListener("devicechange", () => this.cameras());
    this.voice.whenKnown(() => (element("no-voice").hidden = this.voice.found));
  }

  opened() {
    trouble("");
    this.capture.forget();
    const { label } = this.camera;
    if (this.camera.stream) this.line.send({ type: "camera", state: "on", label });
  }

  /** @param {number} code */
  closed(code) {
    this.camera.stop();
    element("leave").hidden = false;
    if (code !== 1000) trouble(say("session", CLOSED[code] ?? "failed"));
  }

  /** @param {any} message */
  take(message) {
    switch (message.type) {
      case "sound":
        return this.sound(message);
      case "end":
        this.camera.stop();
        return location.replace(message.next);
      case "error":
        return trouble(message.sentence);
      default:
        return this.act.take(message);
    }
  }

  /** @param {SoundMessage} message */
  sound({ play, say: words }) {
    if (play && this.settings.values.sound) this.tones.play(play);
    if (words && this.settings.values.voice) this.voice.say(words);
  }

  /**
   * Begin with the first message, or with a newer one.
   * @param {Greeting} greeting
   */
  greet(greeting) {
    if (this.greeting && this.greeting.language !== greeting.language) return location.reload();
    const first = this.greeting === null;
    this.greeting = greeting;
    this.settings.take(greeting.settings);
    const clip = greeting.source === "clip";
    element("clip").hidden = !clip;
    element("video").hidden = clip;
    if (!clip && first) this.camera.start(greeting.settings.camera);
  }

  /**
   * Wait for the picture that a screen belongs to; when it was taken, in milliseconds.
   * @param {number | null} number
   */
  async pictureOf(number) {
    if (number === null) return null;
    const clip = this.greeting?.source === "clip";
    const came_ms = (clip ? this.clip : this.capture).answered(number);
    if (clip) await this.clip.drawn;
    return came_ms;
  }

  /**
   * Put lines on the hand, and tell the server once all is drawn.
   * @param {{number: number | null, points: [number, number][] | null, aspect: number | null}} screen
   * @param {number | null} came_ms
   */
  mirror({ number, points, aspect }, came_ms) {
    if (aspect) {
      element("mirror").style.setProperty("--aspect", String(aspect));
      element("mirror").style.setProperty("--aspect-number", String(aspect));
    }
    this.skeleton.draw(this.settings.values.skeleton ? points : null);
    if (number === null) return;
    afterDrawing(() => {
      const delay_s = came_ms === null ? null : (performance.now() - came_ms) / 1000;
      this.line.send({ type: "drawn", number, delay_s });
    });
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

  /** Ask before it stops. */
  askToStop() {
    the("stop-dialog", HTMLDialogElement).showModal();
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
