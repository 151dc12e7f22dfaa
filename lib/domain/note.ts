/** Notes that rules write on an order: operators read them, and slips print them. */
import type { Language, LocalizedText } from "./localized-text.ts";
import type { Because } from "./task.ts";

export type Note = {
  /** As the rule has it: a text, or the id of one. */
  readonly text: string;
  /** In both languages, when the rule names a text of its rulebook. */
  readonly texts?: LocalizedText;
  /** Of every rule that writes the note. */
  readonly because: readonly Because[];
  /** Of all rules; only when `because` leaves reasons out. */
  readonly ruleIds?: readonly string[];
};

/** The note as a reader of the language sees it. */
export const noteIn = ({ text, texts }: Pick<Note, "text" | "texts">, language: Language): string =>
  texts?.[language] ?? text;
