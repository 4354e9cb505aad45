/** What every page of the desk does: it is there, and shows its settings. */

import { all } from "./page.js";
import { bePresent } from "./presence.js";
import { Settings } from "./settings.js";

new Settings();
bePresent();

// A menu that was opened closes with Escape, or when something else is pressed.
const menus = all("details.drop", HTMLDetailsElement);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of menus)
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
});
