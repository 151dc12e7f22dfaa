/** Signs out when the page was not used for half an hour. */
import { sessionKey, signOut } from "./key.ts";

const IDLE_MS = 30 * 60_000;
const CHECK_MS = 15_000;
/** Where the tabs of one browser note when any of them was used last: the one that is used keeps the others signed in. */
const STORAGE = "despacho.active";
const ACTIVITY = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

/** @param now in milliseconds */
export const isIdle = (lastActive: number, now: number): boolean => now - lastActive >= IDLE_MS;

export const startIdleLock = (): void => {
  const active = () => localStorage.setItem(STORAGE, String(Date.now()));
  active();
  for (const name of ACTIVITY) addEventListener(name, active, { passive: true, capture: true });
  // A timer of half an hour would not run while the machine sleeps.
  setInterval(() => {
    if (sessionKey.value !== undefined && isIdle(Number(localStorage.getItem(STORAGE)), Date.now()))
      signOut("idle");
  }, CHECK_MS);
};
