/** Choose an exercise: by its picture, its number, with mouse, finger or keys. */

import { Demonstration } from "./demonstration.js";
import { listenToKeys } from "./keyboard.js";
import { all, element, say, the, write } from "./page.js";
import { bePresent } from "./presence.js";
import { Settings } from "./settings.js";
import { drawStills } from "./stills.js";

const form = the("choose-form", HTMLFormElement);
const number = the("number", HTMLInputElement);
const begin = the("begin", HTMLButtonElement);
const demonstration = new Demonstration(the("chosen-picture", HTMLCanvasElement));

/** The number that is being typed without a field, and when. */
let typed = { digits: "", at: 0 };
const PAUSE_MS = 1500;

new Settings();
bePresent();
drawStills();
form.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement)) return;
  if (input.name === "exercise") number.value = input.value;
  if (input.name === "exercise" || input.name === "hand") show();
});
number.addEventListener("input", () => find(number.value.trim()));
number.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && begin.disabled) event.preventDefault();
});
listenToKeys({
  digit: (digit) => {
    const now = performance.now();
    const digits = now - typed.at < PAUSE_MS ? typed.digits + digit : String(digit);
    typed = { digits, at: now };
    number.value = digits;
    find(digits);
  },
  key: (key) => {
    if (key === "back") element("content").ownerDocument.location.assign("/");
    if (key !== "go" || begin.disabled) return key === "back";
    form.requestSubmit(begin);
    return true;
  },
});
show();

/** @param {string} wanted number of an exercise */
function find(wanted) {
  const found = all("input[name=exercise]", HTMLInputElement, form).find(
    (one) => one.value === wanted,
  );
  for (const one of all("input[name=exercise]", HTMLInputElement, form))
    one.checked = one === found;
  const hint =
    found || !wanted ? say("choose", "number_hint") : say("choose", "no_such", { number: wanted });
  write(element("number-hint"), hint);
  found?.closest("label")?.scrollIntoView({ block: "center" });
  show();
}

/** Show what is chosen. */
function show() {
  const chosen = all("input[name=exercise]:checked", HTMLInputElement, form)[0];
  begin.disabled = !chosen;
  write(element("chosen-name"), chosen?.dataset.plain ?? say("choose", "nothing_chosen"));
  write(element("chosen-steps"), chosen?.dataset.steps ?? "");
  const picture = chosen?.closest("label")?.querySelector("canvas");
  const frame = element("chosen-picture").parentElement;
  if (frame) frame.hidden = !picture;
  const hand = new FormData(form).get("hand") === "left" ? "left" : "right";
  demonstration.show(picture?.dataset.demonstration ?? null, hand);
}
