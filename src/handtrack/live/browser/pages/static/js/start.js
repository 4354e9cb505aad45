/** Today: what is prescribed, and one large button. */

import { listenToKeys } from "./keyboard.js";
import { bePresent } from "./presence.js";
import { Settings } from "./settings.js";
import { drawStills } from "./stills.js";

new Settings();
bePresent();
drawStills();
listenToKeys({
  key: (key) => {
    const button = document.querySelector(`[data-key="${key}"]`);
    if (button instanceof HTMLElement) button.click();
    return button !== null;
  },
});
