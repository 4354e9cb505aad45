/** Which camera: large choices, where there are several. */

import { cameraLabels } from "../camera.js";
import { element, made, say, write } from "../page.js";

/** @typedef {import("../camera.js").CameraState} CameraState */

/**
 * List the cameras to choose from.
 * @param {string} running
 * @param {(label: string) => void} choose
 */
export async function listCameras(running, choose) {
  const labels = await cameraLabels();
  element("camera-choices").replaceChildren(
    ...labels.map((label) => {
      const choice = made("label", "", "choice");
      const input = made("input");
      Object.assign(input, {
        type: "radio",
        name: "camera",
        value: label,
        checked: label === running,
      });
      input.addEventListener("change", () => choose(label));
      choice.append(input, made("span", label));
      return choice;
    }),
  );
  element("cameras").classList.toggle("few", labels.length < 2);
}

/**
 * Say over the mirror what keeps the camera from running.
 * @param {CameraState} state
 */
export function showCameraState(state) {
  element("camera-help").hidden = state === "on";
  if (state === "on") return;
  write(element("camera-problem"), say("camera", state));
  write(element("camera-advice"), say("camera", `${state}_help`));
}
