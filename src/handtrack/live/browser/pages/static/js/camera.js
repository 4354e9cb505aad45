/** The computer's cameras. */

/** @typedef {"on" | "refused" | "missing" | "busy" | "ended"} CameraState */

const FORMAT = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };

/** @type {Record<string, CameraState>} */
const PROBLEMS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

export class Camera {
  /**
   * @param {HTMLVideoElement} video shows the picture
   * @param {(state: CameraState, label: string) => void} tell
   */
  constructor(video, tell) {
    this.video = video;
    this.tell = tell;
    /** @type {MediaStream | null} */
    this.stream = null;
  }

  /**
   * Start the camera of this name, or any where it is not there.
   * @param {string} label
   */
  async start(label) {
    this.stop();
    try {
      this.stream = await opened(label);
    } catch (problem) {
      const name = problem instanceof Error ? problem.name : "";
      this.tell(PROBLEMS[name] ?? "busy", label);
      return;
    }
    const [track] = this.stream.getVideoTracks();
    track.addEventListener("ended", () => this.tell("ended", track.label));
    this.video.srcObject = this.stream;
    await this.video.play().catch(() => undefined); // a newer start interrupts it
    this.tell("on", track.label);
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }

  /** Which camera runs. */
  get label() {
    return this.stream?.getVideoTracks()[0]?.label ?? "";
  }
}

/**
 * Names of all cameras; they are known once one was allowed.
 * @returns {Promise<string[]>}
 */
export async function cameraLabels() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const labels = devices.filter(({ kind }) => kind === "videoinput").map(({ label }) => label);
  return [...new Set(labels.filter(Boolean))];
}

/** @param {string} label */
async function opened(label) {
  if (!navigator.mediaDevices) throw new DOMException("no cameras", "NotFoundError");
  const devices = await navigator.mediaDevices.enumerateDevices();
  const wanted = label && devices.find((one) => one.kind === "videoinput" && one.label === label);
  const device = wanted ? { deviceId: { exact: wanted.deviceId } } : { facingMode: "user" };
  return navigator.mediaDevices.getUserMedia({ video: { ...FORMAT, ...device }, audio: false });
}
