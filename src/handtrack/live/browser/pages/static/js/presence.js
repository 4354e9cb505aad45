/** Let the server know that a page is open. */

const AGAIN_MS = 5000;

export function bePresent() {
  const socket = new WebSocket(`ws://${location.host}/presence`);
  socket.addEventListener("close", () => setTimeout(bePresent, AGAIN_MS));
}
