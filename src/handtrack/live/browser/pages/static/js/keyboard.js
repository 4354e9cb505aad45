/** One large key for each action. */

/** @typedef {import("./types.js").Key} Key */

/** @type {Record<string, Key>} */
const KEYS = {
  " ": "go",
  Enter: "go",
  r: "repeat",
  s: "skip",
  q: "stop",
  Escape: "stop",
  n: "next",
  b: "back",
  Backspace: "back",
};

/**
 * Listen to keys, but for those that a field, a button or a dialog takes for itself.
 * @param {object} act
 * @param {(key: Key) => boolean} act.key says whether it did anything
 * @param {(digit: number) => void} [act.digit]
 */
export function listenToKeys({ key, digit }) {
  addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector("dialog[open]")) return;
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    if (target.matches("input[type=text], select, textarea")) return;
    if (/^[0-9]$/.test(event.key)) return digit?.(Number(event.key));
    const meant = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!meant || (meant === "go" && target.closest("button, a, summary"))) return;
    if (key(meant)) event.preventDefault();
  });
}
