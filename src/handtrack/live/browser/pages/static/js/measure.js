/** Choose what to measure: with mouse, finger or keys. */

import { listenToKeys } from "./keyboard.js";
import { the } from "./page.js";
import { bePresent } from "./presence.js";
import { Settings } from "./settings.js";
import { drawStills } from "./stills.js";

const form = the("measure-form", HTMLFormElement);

new Settings();
bePresent();
drawStills();
listenToKeys({
  key: (key) => {
    if (key === "back") location.assign("/");
    if (key === "go") form.requestSubmit();
    return key === "back" || key === "go";
  },
});
