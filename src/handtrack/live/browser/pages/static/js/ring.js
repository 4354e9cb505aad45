/** A ring that fills up, and a thinner one inside it. */

const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 44;
const INNER = 35;

export class Ring {
  /** @param {HTMLElement} place gets the ring behind what it holds */
  constructor(place) {
    this.place = place;
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("viewBox", "0 0 100 100");
    picture.setAttribute("aria-hidden", "true");
    picture.append(circle("ring-track", RADIUS));
    this.outer = circle("ring-now", RADIUS);
    this.inner = circle("ring-inner", INNER);
    picture.append(this.outer, this.inner);
    place.prepend(picture);
    this.fill(0);
    this.fillInner(null);
  }

  /** @param {number} share */
  fill(share) {
    draw(this.outer, RADIUS, share);
    this.place.dataset.done = String(share >= 1);
  }

  /** @param {number | null} share */
  fillInner(share) {
    draw(this.inner, INNER, share ?? 0);
  }
}

/**
 * @param {string} name
 * @param {number} radius
 */
function circle(name, radius) {
  const one = document.createElementNS(SVG, "circle");
  one.setAttribute("class", name);
  for (const [key, value] of Object.entries({ cx: 50, cy: 50, r: radius }))
    one.setAttribute(key, String(value));
  return one;
}

/**
 * @param {SVGCircleElement} one
 * @param {number} radius
 * @param {number} share
 */
function draw(one, radius, share) {
  const round = 2 * Math.PI * radius;
  const filled = Math.min(1, Math.max(0, share));
  one.style.visibility = filled > 0 ? "visible" : "hidden";
  one.style.strokeDasharray = String(round);
  one.style.strokeDashoffset = String(round * (1 - filled));
}
