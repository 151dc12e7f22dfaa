/**
 * Keyboard shortcuts: `/` searches, `g` and a letter opens a screen, `j` and `k` move through a list, Enter opens. Single keys
 * can be switched off, because speech input types letters.
 */
import { may } from "../session/caller.ts";
import { navigate, to } from "./router.ts";
import { SCREENS } from "./screens.ts";
import { stored } from "./stored.ts";

export const shortcutsEnabled = stored("despacho.shortcuts", true, (value) => typeof value === "boolean");

const PREFIX_MS = 1_200;
let prefixAt = Number.NEGATIVE_INFINITY;

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

const focusSearch = (): boolean => {
  const search = document.querySelector<HTMLInputElement>("main input[type=search]");
  search?.focus();
  search?.select();
  return search !== null;
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

/** A screen may bind a key to a button by `data-key`. */
const pressButton = (key: string): boolean => {
  const button = document.querySelector<HTMLElement>(`main [data-key="${CSS.escape(key)}"]`);
  button?.click();
  return button !== null;
};

const openScreen = (key: string): boolean => {
  const screen = SCREENS.find(({ shortcut, scope }) => shortcut === key && may(scope));
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
    default:
      return pressButton(key);
  }
};

export const followShortcuts = (): void => {
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(event)) (event.target as HTMLElement).blur();
    if (!shortcutsEnabled.value || isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return;
    if (document.querySelector("dialog[open]") !== null) return;
    if (handle(event.key, event.timeStamp)) event.preventDefault();
  });
};
