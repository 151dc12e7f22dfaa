/** Texts in both languages: the company's people read the company's language, customers that of their order. */
import * as z from "zod";
import { text } from "./fields.ts";
import type { Immutable } from "./immutable.ts";

/** The languages, named as an order's `locale` is. */
export const LANGUAGES = ["pt-BR", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** @param max length of each text in UTF-16 code units */
export const bothLanguages = (max: number) => z.strictObject({ "pt-BR": text(max), en: text(max) });
export type LocalizedText = Immutable<z.infer<ReturnType<typeof bothLanguages>>>;

/** Ids of the texts that a rulebook declares. */
export const TEXT_ID_PATTERN = /^[a-z][a-z0-9-]{0,63}$/;

export const textsSchema = z.record(z.string().regex(TEXT_ID_PATTERN), bothLanguages(500));
/** By id. */
export type Texts = Immutable<z.infer<typeof textsSchema>>;

/** The text that a reason or a note names; undefined when it is a plain text. */
export const textNamed = (texts: Texts | undefined, written: string): LocalizedText | undefined =>
  texts !== undefined && Object.hasOwn(texts, written) ? texts[written] : undefined;

/** A reason or a note as a reader of the language sees it. */
export const textIn = (texts: Texts | undefined, written: string, language: Language): string =>
  textNamed(texts, written)?.[language] ?? written;
