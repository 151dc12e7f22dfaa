/** The texts that are loaded with the shell. */
import { en } from "./en.ts";
import { texts } from "./locale.ts";
import { ptBr } from "./pt-br.ts";

/** The shared texts in the reader's language. */
export const t = texts(en, ptBr);
