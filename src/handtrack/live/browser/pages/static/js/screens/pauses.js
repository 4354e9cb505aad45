/** The rest between sets, and the end: what was done, what comes next, where it is kept. */

import { element, made, say, the, write } from "../page.js";
import { Ring } from "../ring.js";
import { drawStill } from "../stills.js";

/** @typedef {import("../types.js").ScreenMessage} ScreenMessage */
/** @typedef {import("../types.js").Item} Item */

export class Rest {
  constructor() {
    this.ring = new Ring(element("rest-ring"));
    this.pictured = "";
  }

  /**
   * @param {ScreenMessage} screen
   * @param {Item[]} items
   */
  draw(screen, items) {
    if (screen.screen !== "rest") return;
    const left_s = screen.rest_left_s ?? 0;
    write(element("rest-count"), String(Math.ceil(left_s)));
    this.ring.fill(left_s / (items[screen.item].rest_s || 1));
    write(element("next"), screen.next?.sentence ?? "");
    const next = items[screen.next?.item ?? screen.item];
    if (next.demonstration && this.pictured !== next.demonstration) {
      this.pictured = next.demonstration;
      drawStill(the("next-picture", HTMLCanvasElement), next.demonstration, next.side ?? "right");
    }
    sentences(screen.summary);
  }
}

export class Done {
  /**
   * @param {ScreenMessage} screen
   * @param {Item[]} items
   */
  draw(screen, items) {
    if (screen.screen !== "summary") return;
    sentences(screen.summary);
    const { totals, saved } = screen;
    const table = element("totals");
    table.hidden = totals.length === 0;
    const name = JSON.stringify(totals);
    if (table.dataset.shown !== name) {
      table.dataset.shown = name;
      element("totals-rows").replaceChildren(
        ...totals.map((one) =>
          row(items[one.item].plain, one.valid, one.reps, one.finished, one.best ?? ""),
        ),
      );
      const valid = totals.reduce((sum, one) => sum + one.valid, 0);
      const reps = totals.reduce((sum, one) => sum + one.reps, 0);
      const sum = row(
        say("done", "sum"),
        valid,
        reps,
        totals.every((one) => one.finished),
        "",
      );
      element("totals-sum").replaceChildren(...(totals.length > 1 ? [sum] : []));
    }
    element("saved").hidden = !saved;
    write(element("saved-for"), saved?.sentence ?? "");
    write(element("saved-where"), saved?.where ?? "");
    write(element("farewell"), screen.farewell ?? "");
  }
}

/**
 * @param {string} title
 * @param {number} valid
 * @param {number} reps
 * @param {boolean} finished
 * @param {string} best
 */
function row(title, valid, reps, finished, best) {
  const line = made("tr");
  const head = made("th", title);
  head.scope = "row";
  const cell = made("td");
  cell.append(made("strong", String(valid)), ` ${say("work", "of", { reps })}`);
  const some = valid ? say("done", "part") : say("done", "none");
  cell.append(" ", made("small", finished ? `✓ ${say("done", "all")}` : some));
  if (best) {
    const beside = made("small", best);
    beside.className = "best";
    cell.append(beside);
  }
  line.append(head, cell);
  return line;
}

/** @param {string[]} lines */
function sentences(lines) {
  const list = element("sentences");
  if (list.dataset.shown === lines.join("\n")) return;
  list.dataset.shown = lines.join("\n");
  list.replaceChildren(...lines.map((line) => made("li", line)));
}
