/**
 * What the server says of an assessment, as docs/development/browser_protocol.md has it. Types
 * alone, no code.
 *
 * @typedef {import("./types.js").Key} Key
 * @typedef {{name: string, sentence: string}} Named
 *
 * @typedef {object} PoseAsked
 * @property {string} pose
 * @property {string} title
 * @property {string[]} say
 * @property {string} section
 * @property {string} placement
 * @property {number} trial
 * @property {number} trials
 * @property {boolean} ladder
 * @property {string | null} demonstration
 *
 * @typedef {object} AssessmentHello
 * @property {"hello"} type
 * @property {string} language
 * @property {"camera" | "clip"} source
 * @property {PoseAsked[]} poses
 * @property {string} title
 * @property {import("./types.js").SettingValues} settings
 *
 * @typedef {object} Figure
 * @property {string} motion
 * @property {string} title
 * @property {string} value
 * @property {string} error
 * @property {"verified" | "estimated" | "self_reported" | null} label
 * @property {string} label_sentence
 * @property {string} note
 *
 * @typedef {object} AssessmentScreen
 * @property {"screen"} type
 * @property {number | null} number
 * @property {"place" | "pose" | "paused" | "results"} screen
 * @property {string} heading
 * @property {number} pose
 * @property {"left" | "right" | null} side
 * @property {[number, number][] | null} points
 * @property {number | null} aspect
 * @property {Named | null} cue
 * @property {Named | null} rejected
 * @property {number | null} left_s
 * @property {number} good_s
 * @property {number} good_of_s
 * @property {Named | null} trouble
 * @property {import("./types.js").ScreenMessage["menu"]} menu
 * @property {string} hint
 * @property {{key: Key, title: string, keyboard: string}[]} keys
 * @property {{title: string, figures: Figure[]}[]} results
 * @property {string[]} sentences
 * @property {{for: string | null, where: string, sentence: string} | null} saved
 *
 * @typedef {AssessmentHello | AssessmentScreen | import("./types.js").SoundMessage
 *   | import("./types.js").EndMessage | import("./types.js").ErrorMessage} AssessmentMessage
 */
export {};
