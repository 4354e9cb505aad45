/**
 * The shape of a hand about its landmarks: tapered bones with the flesh of an adult's hand.
 *
 * Points are the 21 landmarks of a hand and a 22nd on the forearm: x right, y down, z away from the
 * viewer, all in one unit. Radii are shares of the hand length, wrist to middle knuckle. Breadths
 * of fingers follow adults' means (index finger 20 mm at its middle joint, 18 mm at its end joint,
 * thumb 23 mm, wrist 60 mm, hand length in this sense 95 mm).
 */

/** @typedef {[number, number, number]} Vector */

/**
 * One bone with its flesh.
 * @typedef {object} Bone
 * @property {Vector} from
 * @property {Vector} to
 * @property {number} fromRadius
 * @property {number} toRadius
 * @property {number} part which finger: 0 thumb to 4 little finger; 5 palm, 6 forearm
 * @property {Vector} back unit vector out of the back of it
 * @property {boolean} nail whether a nail lies on its back
 * @property {boolean} crease whether the skin folds on its inner side where it begins
 */

const WRIST = 0;
const FOREARM = 21;
export const PALM_PART = 5;
export const FOREARM_PART = 6;
/** Radii at the four landmarks of each finger, thumb first, in hand lengths. */
const RADII = [
  [0.17, 0.15, 0.128, 0.104],
  [0.132, 0.118, 0.106, 0.09],
  [0.134, 0.12, 0.108, 0.092],
  [0.128, 0.113, 0.102, 0.087],
  [0.116, 0.1, 0.091, 0.078],
];
/** How thick the palm is at the wrist and at the knuckles, half of it. */
const PALM_WRIST = 0.15;
const PALM_KNUCKLE = 0.118;
/** How much of the forearm is drawn, in hand lengths. */
const FOREARM_LENGTH = 1.5;
const BETWEEN = 2;

/**
 * @param {Vector} a
 * @param {Vector} b
 * @returns {Vector}
 */
const minus = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/**
 * The point a share of the way from one to another.
 * @param {Vector} a
 * @param {Vector} b
 * @param {number} share
 * @returns {Vector}
 */
const between = (a, b, share) => [
  a[0] + share * (b[0] - a[0]),
  a[1] + share * (b[1] - a[1]),
  a[2] + share * (b[2] - a[2]),
];

/**
 * @param {Vector} a
 * @param {Vector} b
 */
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/**
 * @param {Vector} a
 * @param {Vector} b
 * @returns {Vector}
 */
const cross = (a, b) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/**
 * @param {Vector} a
 * @param {number} factor
 * @returns {Vector}
 */
const times = (a, factor) => [a[0] * factor, a[1] * factor, a[2] * factor];

/**
 * @param {Vector} a
 * @returns {Vector}
 */
const unit = (a) => times(a, 1 / (Math.hypot(...a) || 1));

/**
 * The part of one vector that is upright on another, as a unit vector.
 * @param {Vector} a
 * @param {Vector} axis
 * @returns {Vector}
 */
const upright = (a, axis) => unit(minus(a, times(axis, dot(a, axis))));

/**
 * Wrist to middle knuckle.
 * @param {Vector[]} points
 */
export const handLength = (points) => Math.hypot(...minus(points[9], points[WRIST]));

/**
 * The palm's own axes as unit vectors: toward the fingers, toward the little finger, out of its
 * back; and the hand length, wrist to middle knuckle.
 * @typedef {{wrist: Vector, distal: Vector, ulnar: Vector, back: Vector, length: number}} Palm
 */

/**
 * @param {Vector[]} points
 * @param {"left" | "right"} side
 * @returns {Palm}
 */
export function palmOf(points, side) {
  const distal = unit(minus(points[9], points[WRIST]));
  const ulnar = upright(minus(points[17], points[5]), distal);
  const back = times(cross(distal, ulnar), side === "right" ? -1 : 1);
  return { wrist: points[WRIST], distal, ulnar, back, length: handLength(points) };
}

/**
 * The bones of a hand, and of the forearm where its point is known.
 * @param {Vector[]} points
 * @param {Palm} palm
 * @returns {Bone[]}
 */
export function bonesOf(points, palm) {
  const bones = [...forearm(points, palm), ...palmBones(points, palm)];
  for (let finger = 0; finger < 5; finger++) bones.push(...fingerBones(points, finger, palm));
  return bones;
}

/**
 * @param {Vector[]} points
 * @param {number} finger
 * @param {Palm} palm
 * @returns {Bone[]}
 */
function fingerBones(points, finger, palm) {
  const first = 1 + 4 * finger;
  const radii = RADII[finger].map((radius) => radius * palm.length);
  // A thumb's nail looks half to the side.
  let back = finger ? palm.back : unit(minus(times(palm.back, 0.8), times(palm.ulnar, 0.75)));
  const bones = [];
  for (let step = 0; step < 3; step++) {
    const [from, to] = [points[first + step], points[first + step + 1]];
    back = upright(back, unit(minus(to, from)));
    const tip = step === 2;
    // The last landmark lies where the finger ends, so that its flesh ends there, too.
    const end = tip
      ? between(from, to, 1 - (0.35 * radii[3]) / Math.hypot(...minus(to, from)))
      : to;
    bones.push({
      from,
      to: end,
      fromRadius: radii[step],
      toRadius: radii[step + 1],
      part: finger,
      back,
      nail: tip,
      crease: finger > 0 ? step > 0 : step > 1,
    });
  }
  return bones;
}

/**
 * The palm: bones from the wrist to each knuckle, and flesh between them and in the thumb's web.
 * @param {Vector[]} points
 * @param {Palm} palm
 * @returns {Bone[]}
 */
function palmBones(points, { wrist, ulnar, back, length }) {
  /** @param {Vector} from @param {Vector} to @param {number} a @param {number} b @returns {Bone} */
  const flesh = (from, to, a, b) => ({
    from,
    to,
    fromRadius: a * length,
    toRadius: b * length,
    part: PALM_PART,
    back,
    nail: false,
    crease: false,
  });
  /** @param {number} share from the thumb's side to the little finger's, 0 to 3 */
  const base = (share) =>
    between(wrist, add(wrist, times(ulnar, length)), 0.16 * (share / 1.5 - 1));
  const bones = [];
  for (let knuckle = 0; knuckle < 3; knuckle++) {
    const [a, b] = [points[5 + 4 * knuckle], points[9 + 4 * knuckle]];
    for (let step = 0; step <= BETWEEN + 1; step++) {
      const share = step / (BETWEEN + 1);
      bones.push(flesh(base(knuckle + share), between(a, b, share), PALM_WRIST, PALM_KNUCKLE));
    }
  }
  // The ball of the little finger, the ball of the thumb, and the web beside it.
  const front = times(back, -0.035 * length);
  const heel = between(base(3), points[17], 0.12);
  bones.push(flesh(add(heel, front), add(between(heel, points[17], 0.5), front), 0.15, 0.14));
  bones.push(flesh(heel, between(heel, points[17], 0.85), 0.165, 0.125));
  bones.push(flesh(add(points[1], front), between(points[1], points[2], 0.8), 0.17, 0.155));
  bones.push(flesh(base(0), points[1], 0.15, 0.16));
  bones.push(flesh(base(1), between(points[1], points[2], 0.4), 0.14, 0.15));
  for (const [share, up] of [
    [0.35, 0.35],
    [0.6, 0.55],
    [0.8, 0.72],
  ]) {
    const web = between(points[1], points[2], share);
    bones.push(flesh(web, between(base(0.4), points[5], up), 0.13, 0.11));
  }
  return bones;
}

/**
 * @param {Vector} a
 * @param {Vector} b
 * @returns {Vector}
 */
function add(a, b) {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

/**
 * @param {Vector[]} points
 * @param {Palm} palm
 * @returns {Bone[]}
 */
function forearm(points, { ulnar, back, length }) {
  if (!points[FOREARM]) return [];
  const along = unit(minus(points[FOREARM], points[WRIST]));
  const across = upright(ulnar, along);
  const outward = upright(back, along);
  return [-1, -0.5, 0, 0.5, 1].map((side) => ({
    from: add(points[WRIST], times(across, 0.13 * side * length)),
    to: add(
      add(points[WRIST], times(along, FOREARM_LENGTH * length)),
      times(across, 0.2 * side * length),
    ),
    fromRadius: 0.155 * length,
    toRadius: 0.22 * length,
    part: FOREARM_PART,
    back: outward,
    nail: false,
    crease: false,
  }));
}
