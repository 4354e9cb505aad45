/** The session's line to the server: messages, pictures, and coming back after a break. */

/** @typedef {import("./types.js").Message} Message */

/** Closed for good: over, the server ends, not understood, too large, failed, another page. */
const FINAL = new Set([1000, 1001, 1008, 1009, 1011, 4001]);
const LONGEST_WAIT_MS = 10000;

export class Line {
  /**
   * @param {string} path
   * @param {object} handlers
   * @param {(message: Message) => void} handlers.message
   * @param {(picture: ArrayBuffer) => void} handlers.picture
   * @param {() => void} handlers.open
   * @param {() => void} handlers.lost the line broke; it is tried again
   * @param {(code: number) => void} handlers.closed for good
   */
  constructor(path, handlers) {
    this.url = `ws://${location.host}${path}`;
    this.handlers = handlers;
    this.wait_ms = 500;
    this.socket = this.connected();
  }

  connected() {
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      this.wait_ms = 500;
      this.handlers.open();
    });
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") this.handlers.message(JSON.parse(data));
      else this.handlers.picture(data);
    });
    socket.addEventListener("close", ({ code }) => {
      if (FINAL.has(code)) return this.handlers.closed(code);
      this.handlers.lost();
      setTimeout(() => (this.socket = this.connected()), this.wait_ms);
      this.wait_ms = Math.min(2 * this.wait_ms, LONGEST_WAIT_MS);
    });
    return socket;
  }

  get isOpen() {
    return this.socket.readyState === WebSocket.OPEN;
  }

  /** @param {{type: string} & Record<string, unknown>} message */
  send(message) {
    if (this.isOpen) this.socket.send(JSON.stringify(message));
  }

  /** @param {BufferSource} picture */
  sendPicture(picture) {
    if (this.isOpen) this.socket.send(picture);
  }
}
