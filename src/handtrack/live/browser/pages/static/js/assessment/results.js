/** What was measured: a table by parts of the hand, with the error of each figure. */

import { element, icon, made, write } from "../page.js";

/** @typedef {import("../assessment_types.js").AssessmentScreen} AssessmentScreen */
/** @typedef {import("../assessment_types.js").Figure} Figure */

/** @param {AssessmentScreen} screen */
export function drawResults({ screen, results, sentences, saved }) {
  if (screen !== "results") return;
  const table = element("figures");
  table.hidden = results.length === 0;
  element("about-error").hidden = results.length === 0;
  element("sentences").replaceChildren(...sentences.map((line) => made("li", line)));
  element("sentences").hidden = sentences.length === 0;
  for (const old of table.querySelectorAll("tbody")) old.remove();
  table.append(...results.map(({ title, figures }) => group(title, figures)));
  element("saved").hidden = !saved;
  write(element("saved-for"), saved?.sentence ?? "");
  write(element("saved-where"), saved?.where ?? "");
}

/**
 * @param {string} title
 * @param {Figure[]} figures
 */
function group(title, figures) {
  const body = made("tbody");
  if (title) {
    const line = made("tr");
    const head = made("th", title, "figures-part");
    Object.assign(head, { scope: "rowgroup", colSpan: 4 });
    line.append(head);
    body.append(line);
  }
  body.append(...figures.map(row));
  return body;
}

/** @param {Figure} figure */
function row({ title, value, error, label, label_sentence: sure, note }) {
  const line = made("tr");
  line.dataset.label = label ?? "missing";
  const head = made("th", title);
  head.scope = "row";
  if (note) head.append(made("small", note));
  const size = made("td");
  size.append(label ? made("strong", value) : value);
  const trust = made("td");
  if (label) trust.append(icon(label === "verified" ? "check" : "half"), sure);
  line.append(head, size, made("td", error), trust);
  return line;
}
