/**
 * What the server says, as docs/development/browser_protocol.md has it. Types alone, no code.
 *
 * @typedef {object} Item
 * @property {string} exercise
 * @property {string} plain
 * @property {string} clinical
 * @property {string[]} steps
 * @property {string} placement
 * @property {"left" | "right" | null} side
 * @property {number} sets
 * @property {number} reps
 * @property {number} rest_s
 * @property {number | null} hold_s
 * @property {string | null} hold_sentence
 * @property {string | null} note_sentence
 * @property {boolean} needs_forearm
 * @property {string[]} views
 * @property {string | null} demonstration
 *
 * @typedef {object} SettingValues
 * @property {string} language
 * @property {"auto" | "light" | "dark"} theme
 * @property {"left" | "right"} dock
 * @property {number} text_size
 * @property {boolean} sound
 * @property {boolean} voice
 * @property {boolean} skeleton
 * @property {boolean} hands_free
 * @property {"auto" | "less"} [motion]
 * @property {string} camera
 *
 * @typedef {object} Hello
 * @property {"hello"} type
 * @property {string} language
 * @property {"camera" | "clip"} source
 * @property {Item[]} items
 * @property {string} title
 * @property {boolean} keeps_video
 * @property {SettingValues} settings
 *
 * @typedef {"question" | "place" | "show" | "offer" | "guide" | "ready" | "work" | "paused"
 *   | "rest" | "summary" | "end"} ScreenName
 * @typedef {{name: string, title: string}} Option
 * @typedef {"valid" | "partial" | "rejected" | "unverifiable"} Status
 * @typedef {"go" | "repeat" | "skip" | "stop" | "next" | "back"} Key
 *
 * @typedef {object} Last
 * @property {number} number
 * @property {Status} status
 * @property {"counted" | "unfinished" | "too_small" | "wrong_finger" | "hidden" | "other"} kind
 * @property {string} sentence
 * @property {string} why
 *
 * @typedef {object} Asked
 * @property {string} name
 * @property {string} sentence
 * @property {string} low
 * @property {string} high
 * @property {string} hint
 * @property {number | null} shown
 * @property {boolean} may_go_back
 *
 * @typedef {object} ScreenMessage
 * @property {"screen"} type
 * @property {number | null} number
 * @property {ScreenName} screen
 * @property {string} heading
 * @property {number} item
 * @property {number} items
 * @property {number} set
 * @property {number} sets
 * @property {number} valid
 * @property {number} reps
 * @property {Record<Status, number>} counts
 * @property {"left" | "right" | null} side
 * @property {[number, number][] | null} points
 * @property {number | null} aspect
 * @property {{name: string, sentence: string} | null} cue
 * @property {number} good_s
 * @property {number} good_of_s
 * @property {number | null} share
 * @property {number[]} marks
 * @property {{s: number, of_s: number, what: string, sentence: string} | null} timer
 * @property {{name: string, title: string, done: boolean}[]} parts
 * @property {Last | null} last
 * @property {{name: string, sentence: string} | null} trouble
 * @property {{seen: number, of: number} | null} guide
 * @property {{options: Option[], lit: number, free: boolean, hint: string} | null} menu
 * @property {Asked | null} question
 * @property {number | null} rest_left_s
 * @property {{item: number, set: number, sentence: string} | null} next
 * @property {string[]} summary
 * @property {{item: number, valid: number, reps: number, sets: number, finished: boolean,
 *   best: string | null}[]} totals
 * @property {{for: string | null, where: string, sentence: string} | null} saved
 * @property {string | null} farewell
 * @property {string} hint
 * @property {{key: Key, title: string, keyboard: string}[]} keys
 *
 * @typedef {{type: "sound", play?: [number, number][], say?: string}} SoundMessage
 * @typedef {{type: "end", next: string}} EndMessage
 * @typedef {{type: "error", name: string, sentence: string}} ErrorMessage
 * @typedef {Hello | ScreenMessage | SoundMessage | EndMessage | ErrorMessage} Message
 */
export {};
