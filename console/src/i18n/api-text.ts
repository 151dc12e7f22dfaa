/** What the API and its checker say, which is English, in the reader's language. */
import { signal } from "@preact/signals";
import { locale } from "./locale.ts";

type Translate = (text: string) => string;

const translate = signal<Translate>((text) => text);
let isLoading = false;

/** The sentences are many, so they are loaded when the first of them is shown. */
const load = async (): Promise<void> => {
  isLoading = true;
  try {
    translate.value = (await import("./issues/pt-br.ts")).toPortuguese;
  } catch {
    // The next sentence tries again.
    isLoading = false;
  }
};

/** A sentence of the API; as it is until its translation is loaded, and where there is none. */
export const apiText = (text: string): string => {
  if (locale.value === "en") return text;
  if (!isLoading) void load();
  return translate.value(text);
};
