/** Settings of this browser: nothing personal, nothing secret. */
import { effect, type Signal, signal } from "@preact/signals";

const read = (name: string): unknown => {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return undefined;
  }
};

/** A signal whose value survives the tab. A stored value that is not valid is ignored. */
export const stored = <Value>(
  name: string,
  initial: Value,
  isValid: (value: unknown) => boolean,
): Signal<Value> => {
  const found = read(name);
  const setting = signal<Value>(isValid(found) ? (found as Value) : initial);
  effect(() => localStorage.setItem(name, JSON.stringify(setting.value)));
  return setting;
};
