/** The action `note`: it is planned as tasks are, and the same text from several rules is one note. It is no task. */
import * as z from "zod";
import { textNamed, type Texts } from "../domain/localized-text.ts";
import type { Note } from "../domain/note.ts";
import { text } from "../domain/text-schema.ts";
import type { AnyDefinition } from "../tasks/definition.ts";
import type { AppliedRules, SeenOrders } from "./applied-rules.ts";
import { type Explained, explainAll } from "./bounded-because.ts";

const details = z.strictObject({
  text: text(500).meta({ description: "what operators and slips show; or the id of one of `texts`" }),
});

export const noteSchema = z.strictObject({ action: z.literal("note"), ...details.shape });
export type NoteAction = z.infer<typeof noteSchema>;

export const NOTE = {
  type: "note",
  action: { name: "note", description: "writes a note on the order", details },
  planAction: ({ text: written }: NoteAction) => ({
    covers: () => true,
    mergeKey: written,
    payload: () => ({ text: written }),
  }),
} as const satisfies Pick<AnyDefinition, "type" | "action" | "planAction">;

/** What a note is made of: the text as written is its merge key. */
export type NoteDraft = AppliedRules & { readonly mergeKey: string };

/** The notes of a decision, in the order in which rules wrote them. */
export const notesOf = (
  drafts: readonly NoteDraft[],
  seen: SeenOrders,
  texts: Texts | undefined,
): readonly Note[] => {
  const notes = drafts.map(({ mergeKey }): Note => {
    const inBoth = textNamed(texts, mergeKey);
    return inBoth === undefined
      ? { text: mergeKey, because: [] }
      : { text: mergeKey, texts: inBoth, because: [] };
  });
  explainAll(notes as Explained[], drafts, seen);
  return notes;
};
