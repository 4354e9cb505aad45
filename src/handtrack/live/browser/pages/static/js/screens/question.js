/** A question from 0 to 10: a number is marked first, and sent only when it was confirmed. */

import { all, element, icon, made, say, the, write } from "../page.js";

/** @typedef {import("../types.js").ScreenMessage} ScreenMessage */

/** A 0 this soon after a 1 makes it a 10. */
const TEN_MS = 1500;

export class QuestionForm {
  /**
   * @param {object} act
   * @param {(value: number) => void} act.answer
   * @param {() => void} act.skip
   * @param {() => void} act.back
   */
  constructor(act) {
    this.act = act;
    this.name = "";
    this.typed_ms = 0;
    this.form = the("question", HTMLFormElement);
    this.form.addEventListener("change", () => this.show());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.confirm();
    });
    element("question-skip").addEventListener("click", act.skip);
    element("question-back").addEventListener("click", act.back);
  }

  /** @param {ScreenMessage} screen */
  draw({ question }) {
    if (question?.name !== this.name) {
      this.name = question?.name ?? "";
      this.mark(null);
    }
    if (!question) return;
    write(element("question-legend"), question.sentence);
    write(element("scale-low"), question.low);
    write(element("scale-high"), question.high);
    write(element("question-hint"), question.hint);
    element("question-back").hidden = !question.may_go_back;
    for (const input of this.inputs) {
      input.closest("label")?.classList.toggle("shown", Number(input.value) === question.shown);
    }
  }

  get inputs() {
    return all("input[name=answer]", HTMLInputElement, this.form);
  }

  /** The number that is marked, or null. */
  get marked() {
    const checked = this.inputs.find((one) => one.checked);
    return checked ? Number(checked.value) : null;
  }

  /** @param {number} digit */
  type(digit) {
    const now = performance.now();
    const ten = digit === 0 && this.marked === 1 && now - this.typed_ms < TEN_MS;
    this.typed_ms = now;
    this.mark(ten ? 10 : digit);
  }

  /** @param {number | null} value */
  mark(value) {
    for (const input of this.inputs) input.checked = Number(input.value) === value;
    this.show();
  }

  show() {
    const confirm = the("question-confirm", HTMLButtonElement);
    const { marked } = this;
    confirm.disabled = marked === null;
    const text =
      marked === null
        ? say("question", "confirm_none")
        : say("question", "confirm", { value: marked });
    confirm.replaceChildren(icon("check"), made("span", text));
  }

  /** Send the number that is marked. @returns {boolean} whether there is one */
  confirm() {
    const { marked } = this;
    if (marked !== null) this.act.answer(marked);
    return marked !== null;
  }
}
