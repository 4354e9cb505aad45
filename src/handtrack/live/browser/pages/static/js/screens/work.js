/** The exercise under way: counter, how far the movement is, timer, fingers. */

import { all, element, icon, made, say, write } from "../page.js";
import { Ring } from "../ring.js";

/** @typedef {import("../types.js").ScreenMessage} ScreenMessage */
/** @typedef {import("../types.js").Status} Status */

/** Where the bar ends, in own ranges. */
const LONGEST = 1.1;
/** @type {Status[]} */
const OTHERS = ["partial", "rejected", "unverifiable"];

export class Work {
  constructor() {
    this.ring = new Ring(element("count-ring"));
  }

  /** @param {ScreenMessage} screen */
  draw(screen) {
    if (screen.screen !== "work") return;
    const { valid, reps, timer } = screen;
    write(element("count"), String(valid));
    write(element("count-of"), say("work", "of", { reps }));
    write(element("count-said"), say("work", "progress", { valid, reps }));
    this.ring.fill(valid / reps);
    this.ring.fillInner(timer ? timer.s / timer.of_s : null);
    element("timer").hidden = !timer;
    write(element("timer"), timer?.sentence ?? "");
    travel(screen);
    parts(screen);
    write(element("pause-hint"), screen.hint);
    const others = OTHERS.filter((status) => screen.counts[status]);
    const said = others.map((status) => `${screen.counts[status]} ${say("work", status)}`);
    if (element("others").dataset.shown !== said.join()) {
      element("others").dataset.shown = said.join();
      element("others").replaceChildren(...said.map((one) => made("li", one)));
    }
  }
}

/** How far the movement is, with words for what counts. @param {ScreenMessage} screen */
function travel({ share, marks }) {
  const bar = element("travel");
  bar.hidden = marks.length < 3;
  if (bar.hidden) return;
  const now = share ?? 0;
  bar.style.setProperty("--share", String(Math.min(1, Math.max(0, now / LONGEST))));
  for (const mark of all("[data-mark]", HTMLElement, bar)) {
    mark.style.setProperty("--mark", String(marks[Number(mark.dataset.mark)] / LONGEST));
  }
  const zone =
    now >= marks[2] ? "full" : now >= marks[1] ? "partly" : now <= marks[0] ? "rest" : "";
  for (const word of all("[data-zone]", HTMLElement, bar)) {
    word.dataset.on = String(word.dataset.zone === zone);
  }
}

/** What the repetition consists of. @param {ScreenMessage} screen */
function parts({ parts: found }) {
  const list = element("parts");
  const name = found.map((one) => `${one.title} ${one.done}`).join();
  list.hidden = found.length === 0;
  if (list.dataset.shown === name) return;
  list.dataset.shown = name;
  list.replaceChildren(
    ...found.map(({ title, done }) => {
      const one = made("li", "", done ? "done" : "");
      one.append(icon(done ? "check" : "dot"), made("span", title));
      one.append(made("span", say("work", done ? "done" : "open"), "visually-hidden"));
      return one;
    }),
  );
}
