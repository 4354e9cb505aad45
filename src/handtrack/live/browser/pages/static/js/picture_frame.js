/** A picture with its 24 bytes of who and when, as it travels. */

/** @typedef {{number: number, stream: number, time_s: number, age_s: number}} Head */

const HEAD_BYTES = 24;

/**
 * @param {Head} head
 * @param {ArrayBuffer} jpeg
 * @returns {ArrayBuffer}
 */
export function framed({ number, stream, time_s, age_s }, jpeg) {
  const bytes = new Uint8Array(HEAD_BYTES + jpeg.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, number, true);
  view.setUint32(4, stream, true);
  view.setFloat64(8, time_s, true);
  view.setFloat64(16, age_s, true);
  bytes.set(new Uint8Array(jpeg), HEAD_BYTES);
  return bytes.buffer;
}

/**
 * @param {ArrayBuffer} bytes
 * @returns {{number: number, jpeg: Blob}}
 */
export function unframed(bytes) {
  const number = new DataView(bytes).getUint32(0, true);
  return { number, jpeg: new Blob([bytes.slice(HEAD_BYTES)], { type: "image/jpeg" }) };
}
