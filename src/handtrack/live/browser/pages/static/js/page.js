/** Elements, icons, texts and requests: what every script of a page needs. */

/**
 * The element with this id, which the page must have.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

/**
 * Elements of one kind.
 * @template {HTMLElement} T
 * @param {string} selector
 * @param {new () => T} kind
 * @param {ParentNode} within
 * @returns {T[]}
 */
export function all(selector, kind, within = document) {
  /** @param {Element} one @returns {one is T} */
  const fits = (one) => one instanceof kind;
  return [...within.querySelectorAll(selector)].filter(fits);
}

/**
 * The element with this id, of this kind.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function the(id, kind) {
  const found = element(id);
  if (!(found instanceof kind)) throw new Error(`#${id} is no ${kind.name}.`);
  return found;
}

/**
 * Write a text where it is not there yet, so that nothing is announced twice.
 * @param {HTMLElement} where
 * @param {string} text
 */
export function write(where, text) {
  if (where.textContent !== text) where.textContent = text;
}

/**
 * A new element with a text.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} text
 * @param {string} classes
 */
export function made(tag, text = "", classes = "") {
  const one = document.createElement(tag);
  one.textContent = text;
  one.className = classes;
  return one;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * One of the icons of icons.svg.
 * @param {string} name
 */
export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  picture.append(use);
  return picture;
}

/**
 * What the page carries as JSON in the element with this id.
 * @param {string} id
 */
export function carried(id) {
  return JSON.parse(element(id).textContent ?? "null");
}

/** @type {Record<string, Record<string, string>> | null} */
let texts = null;

/**
 * A text of the page in its language, with its blanks filled in.
 * @param {string} table
 * @param {string} key
 * @param {Record<string, string | number>} values
 */
export function say(table, key, values = {}) {
  texts ??= /** @type {Record<string, Record<string, string>>} */ (carried("texts"));
  return texts[table][key].replace(/\{(\w+)\}/g, (blank, name) => String(values[name] ?? blank));
}

/**
 * Post JSON to the server.
 * @param {string} path
 * @param {object} body
 */
export function post(path, body) {
  const csrf = document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "";
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF": csrf },
    body: JSON.stringify(body),
  });
}

/** Whether pictures should stand still, by the page's setting or the system's. */
export function wantsStillness() {
  return (
    document.documentElement.dataset.motion === "less" ||
    matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}
