/** Field paths in the details of actions: resolved and typed as those of conditions are, and guarded by the rule's own. */
import { err, ok, type Result } from "../../domain/result.ts";
import type { FieldReference } from "../../domain/field-reference.ts";
import { type Field, isOfCancellation } from "../expression.ts";
import { type AbstractState, constraintsOf, fieldAndParents } from "./abstract-state.ts";
import { type Environment, parseCel } from "./cel.ts";
import { unguardedDetail } from "./check-condition.ts";
import { lowerField, NO_CANCELLATION, type Roots } from "./lower-field.ts";
import { splitStates } from "./narrowing.ts";
import { TYPE_NAMES } from "./typed-operand.ts";
import { printField } from "../print-expression.ts";
import type { ValueType, Vocabulary } from "./vocabulary.ts";

export type ActionFieldContext = Roots & {
  readonly env: Environment;
  readonly vocabulary: Vocabulary;
  /** What is proven where the rule applies; undefined when its condition has issues, so that nothing is reported twice. */
  readonly states: readonly AbstractState[] | undefined;
};

const SINGLE_VALUES: ReadonlySet<ValueType> = new Set([
  "string",
  "int",
  "bool",
  "instant",
  "date",
  "list<string>",
]);

/** Why the field may be absent where the rule applies; undefined when it is present. */
const unguardedIssue = ({ vocabulary, states }: ActionFieldContext, field: Field): string | undefined => {
  if (states === undefined) return undefined;
  let detail: string | undefined;
  const onUnguardedRead = (_field: Field, missing: Field, never: boolean): void => {
    detail = unguardedDetail(vocabulary, missing, "l", never, "in `when`");
  };
  const read = { op: "truth", of: field } as const;
  splitStates({ vocabulary, onUnguardedRead }, read, states);
  return detail;
};

/** Resolves a path such as `line.sku`; the error is what is wrong with it. */
export const resolveActionField = (
  context: ActionFieldContext,
  text: string,
): Result<FieldReference, string> => {
  const parsed = parseCel(context.env, text);
  if (!parsed.ok) return err(parsed.error.detail);
  const details: string[] = [];
  const report = (_range: unknown, detail: string): undefined => {
    details.push(detail);
  };
  const { vocabulary, hasLine, hasCancellation } = context;
  const resolved = lowerField({ vocabulary, hasLine, hasCancellation, report }, parsed.value.ast);
  if (resolved === undefined) return err(details[0] ?? "the path cannot be read");
  const { field, info } = resolved;
  if (!SINGLE_VALUES.has(info.type))
    return err(`\`${text}\` is ${TYPE_NAMES[info.type]}: name one of its fields`);
  const issue = unguardedIssue(context, field);
  if (issue !== undefined) return err(issue);
  const { of, path } = field;
  return of === "each" ? err("the path starts with order or line") : ok({ of, path });
};

/**
 * Why a field may be absent where the rule applies. Stricter than the guard of conditions, in which a comparison with an
 * absent field is false: a text has nothing to show for it.
 */
export const whyFieldAbsent = (
  { vocabulary, hasLine, hasCancellation, states }: Omit<ActionFieldContext, "env">,
  reference: FieldReference,
): { readonly written: string; readonly detail: string } | undefined => {
  const field: Field = { op: "field", of: reference.of, path: [...reference.path] };
  if (isOfCancellation(field) && !hasCancellation)
    return { written: printField(field, "l"), detail: NO_CANCELLATION };
  const presencesOf = (part: Field) =>
    (states ?? []).map((state) => constraintsOf({ vocabulary }, state, part).presence);
  const missing = fieldAndParents(field).find((part) =>
    presencesOf(part).some((presence) => presence !== "present"),
  );
  if (missing === undefined) return undefined;
  const written = printField(field, "l");
  if (reference.of === "line" && !hasLine)
    return {
      written,
      detail: `\`${written}\` is not there on every line: leave out \`forEach: order\` and restrict \`when\``,
    };
  const never = presencesOf(missing).every((presence) => presence === "absent");
  return { written, detail: unguardedDetail(vocabulary, missing, "l", never, "in `when`") };
};
