/** Lowers what is done with texts: `line.sku.startsWith("BOOK-")`, `.endsWith`, `.contains` and `lower(line.sku)`. */
import type { Operand, TextOperand, TextTest } from "../expression.ts";
import { inLowerCase, isInLowerCase } from "../text-functions.ts";
import type { CelNode } from "./cel.ts";
import { type LoweringContext, TYPE_NAMES, type TypedOperand } from "./typed-operand.ts";

type LowerOperand = (context: LoweringContext, node: CelNode) => TypedOperand | undefined;

/** How a call on texts is written. */
export const textUsageOf = (name: TextTest["op"] | "lower"): string =>
  name === "lower" ? "lower(line.sku)" : `line.sku.${name}("BOOK-")`;

const isText = (operand: Operand): operand is TextOperand =>
  operand.op === "field" || operand.op === "literal" || operand.op === "lower";

const textOf = (typed: TypedOperand): TextOperand | undefined =>
  typed.type === "string" && isText(typed.operand) ? typed.operand : undefined;

const hintFor = (op: TextTest["op"], { type }: TypedOperand): string => {
  if (op === "contains" && type === "list<string>") return '; write "…" in the list';
  if (op === "contains" && type === "map") return '; write "…" in order.metadata';
  return type === "date" ? "; compare it with <, <=, > and >=" : "";
};

/** Warns of a text that `lower()` never has: nothing would ever be equal to it. */
export const warnOfUpperCase = (
  { warn }: LoweringContext,
  node: CelNode,
  operand: Operand,
  other: Operand,
): void => {
  if (operand.op !== "literal" || other.op !== "lower") return;
  const text = String(operand.value);
  if (isInLowerCase(text)) return;
  const [written, meant] = [text, inLowerCase(text)].map((one) => JSON.stringify(one).slice(0, 60));
  warn?.(node.range, `${written} can never be in a text in lower case: write ${meant}`);
};

/** Lowers `lower(…)`. Of a text that is written out it is the text in lower case. */
export const lowerLower = (
  context: LoweringContext,
  node: CelNode,
  args: readonly CelNode[],
  lowerOperand: LowerOperand,
): TypedOperand | undefined => {
  const [argument, ...more] = args;
  if (!argument || more.length > 0)
    return context.report(node.range, `lower() takes one text: write ${textUsageOf("lower")}`);
  const typed = lowerOperand(context, argument);
  if (!typed) return undefined;
  const operand = textOf(typed);
  if (!operand)
    return context.report(
      argument.range,
      `type mismatch: lower() takes a text, not ${TYPE_NAMES[typed.type]}`,
    );
  if (operand.op === "lower") return typed;
  if (operand.op === "literal")
    return { ...typed, operand: { op: "literal", value: inLowerCase(String(operand.value)) } };
  const { info } = typed;
  return {
    operand: { op: "lower", of: operand },
    type: "string",
    ...(info && { info: { ...info, ...(info.values && { values: info.values.map(inLowerCase) }) } }),
  };
};

type TextCall = {
  readonly op: TextTest["op"];
  readonly node: CelNode;
  readonly on: CelNode;
  readonly args: readonly CelNode[];
};

/** Lowers a test of a text. */
export const lowerTextTest = (
  context: LoweringContext,
  { op, node, on, args }: TextCall,
  lowerOperand: LowerOperand,
): TextTest | undefined => {
  const [argument, ...more] = args;
  if (!argument || more.length > 0) return context.report(node.range, `write ${textUsageOf(op)}`);
  const typedText = lowerOperand(context, on);
  const typedPart = lowerOperand(context, argument);
  const text = typedText && textOf(typedText);
  const part = typedPart && textOf(typedPart);
  if (typedText && !text)
    context.report(
      on.range,
      `type mismatch: ${op}() is for a text, not ${TYPE_NAMES[typedText.type]}${hintFor(op, typedText)}`,
    );
  if (typedPart && !part)
    context.report(argument.range, `type mismatch: ${op}() takes a text, not ${TYPE_NAMES[typedPart.type]}`);
  if (!text || !part) return undefined;
  warnOfUpperCase(context, argument, part, text);
  return { op, text, part };
};
