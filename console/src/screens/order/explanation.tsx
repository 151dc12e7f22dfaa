/** A condition in plain words, with the expression of the rule in its tooltip and below it on demand. */
import { plainWords } from "./plain-words.ts";

export const Explanation = ({
  entry: { explanation },
}: {
  readonly entry: { readonly explanation: string };
}) => {
  const words = plainWords(explanation);
  return words === undefined ? (
    <code class="expression">{explanation}</code>
  ) : (
    <span title={explanation}>{words}</span>
  );
};
