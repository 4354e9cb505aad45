/** Tones by Web Audio. */

const LOUDNESS = 0.25;
const EDGE_S = 0.02;

export class Tones {
  static supported = typeof AudioContext !== "undefined";

  constructor() {
    /** @type {AudioContext | null} */
    this.context = null;
  }

  /** Browsers play nothing before the person has pressed something: wake up when they do. */
  wakeOnFirstPress() {
    const wake = () => this.ready()?.resume();
    for (const event of ["pointerdown", "keydown"]) addEventListener(event, wake, { once: true });
  }

  /**
   * Play tones one after the other.
   * @param {[number, number][]} tones pairs of hertz and seconds
   */
  play(tones) {
    const context = this.ready();
    if (!context) return;
    let start = context.currentTime + 0.01;
    for (const [hertz, seconds] of tones) {
      const source = new OscillatorNode(context, { frequency: hertz });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(LOUDNESS, start + EDGE_S);
      gain.gain.setValueAtTime(LOUDNESS, Math.max(start + EDGE_S, start + seconds - EDGE_S));
      gain.gain.linearRampToValueAtTime(0, start + seconds);
      source.connect(gain).connect(context.destination);
      source.start(start);
      source.stop(start + seconds);
      start += seconds;
    }
  }

  ready() {
    if (Tones.supported) this.context ??= new AudioContext();
    return this.context;
  }
}
