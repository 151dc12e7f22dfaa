/** All sentences of the API and its checker in Portuguese. */
import { conditions } from "./conditions.ts";
import { documents } from "./documents.ts";
import { fields } from "./fields.ts";
import { names } from "./nouns.ts";
import { refusals } from "./refusals.ts";
import { rules } from "./rules.ts";
import { type Translations, translator } from "./translate.ts";

export const translations: readonly Translations[] = [conditions, rules, documents, refusals, fields, names];

export const toPortuguese = translator(...translations);
