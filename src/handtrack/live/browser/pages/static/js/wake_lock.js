/** The screen stays on while somebody exercises without touching anything. */

export function stayAwake() {
  const ask = () => {
    if (document.hidden) return;
    navigator.wakeLock?.request("screen").catch(() => undefined); // where the battery is low
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
