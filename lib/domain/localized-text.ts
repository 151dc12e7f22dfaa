/** Texts in both languages: what the company's people read is pt-BR, what customers read is in the order's locale. */
import * as z from "zod";
import { text } from "./fields.ts";
import type { Immutable } from "./immutable.ts";

/** @param max length of each text in UTF-16 code units */
export const bothLanguages = (max: number) => z.strictObject({ "pt-BR": text(max), en: text(max) });
export type LocalizedText = Immutable<z.infer<ReturnType<typeof bothLanguages>>>;
