/** Speech by the browser's own voices. */

export class Voice {
  /** @param {string} language */
  constructor(language) {
    this.language = language;
  }

  /** Whether there is a voice for the language; browsers may know it only after a moment. */
  get found() {
    return this.voice() !== undefined;
  }

  /**
   * Call back when the voices are known, at the latest after two seconds.
   * @param {() => void} then
   */
  whenKnown(then) {
    if (typeof speechSynthesis === "undefined" || speechSynthesis.getVoices().length) return then();
    let told = false;
    const tell = () => {
      if (!told) then();
      told = true;
    };
    speechSynthesis.addEventListener("voiceschanged", tell, { once: true });
    setTimeout(tell, 2000);
  }

  /**
   * Speak; what is still being said is dropped, because it is no longer true.
   * @param {string} sentence
   */
  say(sentence) {
    const voice = this.voice();
    if (!voice) return;
    const speech = new SpeechSynthesisUtterance(sentence);
    Object.assign(speech, { voice, lang: voice.lang, rate: 0.95 });
    speechSynthesis.cancel();
    speechSynthesis.speak(speech);
  }

  /** A voice of this computer: one that a server speaks would send what is said away. */
  voice() {
    if (typeof speechSynthesis === "undefined") return undefined;
    return speechSynthesis
      .getVoices()
      .find((one) => one.localService && one.lang.toLowerCase().startsWith(this.language));
  }
}
