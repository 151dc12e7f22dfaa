/** A condition in plain words; the expression of the rule, with its values, is in the tooltip. */
import type { Because } from "../../api/types.ts";
import { plainWords } from "./plain-words.ts";

type Props = { readonly entry: Pick<Because, "explanation" | "clauses"> };

export const Explanation = ({ entry: { explanation, clauses } }: Props) => {
  const words = plainWords(clauses);
  return words === undefined ? (
    <code class="expression">{explanation}</code>
  ) : (
    <span title={explanation}>{words}</span>
  );
};
