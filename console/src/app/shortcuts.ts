/**
 * Keyboard shortcuts: `/` searches, `g` and a letter opens a screen, `j` and `k` move through a list, Enter opens, `x` selects,
 * `?` lists all. Single keys can be switched off, because speech input types letters.
 */
import { signal } from "@preact/signals";
import { navigate, to } from "./router.ts";
import { visibleScreens } from "./screens.ts";
import { stored } from "./stored.ts";

export const shortcutsEnabled = stored("despacho.shortcuts", true, (value) => typeof value === "boolean");

/** Whether the list of shortcuts is over the page. */
export const shortcutHelp = signal(false);

const PREFIX_MS = 1_200;
let prefixAt = Number.NEGATIVE_INFINITY;

/** What a key was pressed in, also within a shadow root. */
const targetOf = (event: KeyboardEvent): EventTarget | null => event.composedPath()[0] ?? event.target;

const isTyping = (event: KeyboardEvent): boolean => {
  const target = targetOf(event);
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
};

const focusSearch = (): boolean => {
  const search = document.querySelector<HTMLInputElement>("main input[type=search]");
  search?.focus();
  search?.select();
  return search !== null;
};

/** A barcode scanner types digits: where slips are searched, they go into the search. @returns false: the digit is typed there */
const scan = (key: string): boolean => {
  const isDigit = key >= "0" && key <= "9";
  const search = isDigit ? document.querySelector<HTMLInputElement>("main input[data-scan]") : null;
  search?.focus();
  search?.select();
  return false;
};

/** Moves the focus among the rows of the list on the page. */
const moveInList = (step: 1 | -1): boolean => {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")];
  const current = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[current < 0 ? (step === 1 ? 0 : rows.length - 1) : current + step];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next !== undefined;
};

/** The row that has the focus, or in which something has it. */
const focusedRow = (): Element | null => document.activeElement?.closest("main tr, main li") ?? null;

/** The dialog that is open; else the row that has the focus, then the page. */
const placesOfButtons = (): readonly Element[] => {
  const dialog = document.querySelector("dialog[open]");
  if (dialog !== null) return [dialog];
  return [focusedRow(), document.querySelector("main")].filter((place) => place !== null);
};

/** A screen may bind a key to a button by `data-key`. */
const pressButton = (key: string): boolean => {
  const selector = `[data-key="${CSS.escape(key)}"]`;
  for (const place of placesOfButtons()) {
    const button = place.querySelector<HTMLElement>(selector);
    if (button === null) continue;
    button.click();
    return true;
  }
  return false;
};

const selectRow = (): boolean => {
  const box = focusedRow()?.querySelector<HTMLElement>("input[type=checkbox]");
  box?.click();
  return box != null;
};

const openScreen = (key: string): boolean => {
  const screen = visibleScreens().find(({ shortcut }) => shortcut === key);
  if (screen !== undefined) navigate(to([screen.id]));
  return screen !== undefined;
};

const handle = (key: string, at: number): boolean => {
  const afterPrefix = at - prefixAt < PREFIX_MS;
  prefixAt = Number.NEGATIVE_INFINITY;
  if (afterPrefix) return openScreen(key);
  switch (key) {
    case "g":
      prefixAt = at;
      return true;
    case "/":
      return focusSearch();
    case "j":
      return moveInList(1);
    case "k":
      return moveInList(-1);
    case "x":
      return selectRow();
    case "?":
      shortcutHelp.value = true;
      return true;
    default:
      return scan(key) || pressButton(key);
  }
};

export const followShortcuts = (): void => {
  addEventListener("keydown", (event) => {
    // The editor of rules closes its suggestions with Escape.
    const isLeft = event.key === "Escape" && isTyping(event) && !event.defaultPrevented;
    if (isLeft) (targetOf(event) as HTMLElement).blur();
    if (!shortcutsEnabled.value || isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return;
    const inDialog = document.querySelector("dialog[open]") !== null;
    const handled = inDialog ? pressButton(event.key) : handle(event.key, event.timeStamp);
    if (handled) event.preventDefault();
  });
};
