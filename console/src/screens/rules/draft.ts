/** The text that is being edited. It survives leaving the page for as long as the tab is open. */
import { useSignal } from "@preact/signals";
import type { Rulebook } from "./rule-types.ts";

const STORAGE = "despacho.draft";

type Draft = { readonly version: number; readonly source: string };

const read = (): Draft | undefined => {
  try {
    return JSON.parse(sessionStorage.getItem(STORAGE) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
};

export const forgetDraft = (): void => sessionStorage.removeItem(STORAGE);

/** @param base the version that the text began as */
export const useDraft = ({ version, source }: Rulebook) => {
  const stored = read();
  const text = useSignal(stored?.version === version ? stored.source : source);
  const setSource = (next: string): void => {
    text.value = next;
    if (next === source) forgetDraft();
    else sessionStorage.setItem(STORAGE, JSON.stringify({ version, source: next }));
  };
  return { source: text.value, setSource };
};
