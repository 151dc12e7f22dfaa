/** Resolves a field path. Every name is looked up in the vocabulary, so a path cannot reach anything outside the order. */
import { CANCELLATION } from "../../domain/cancellation-facts.ts";
import { hasUnstorableText } from "../../domain/storable-text.ts";
import type { Field, FieldRoot } from "../expression.ts";
import { FORBIDDEN_NAMES } from "../../domain/forbidden-names.ts";
import type { ForEach } from "../../tasks/definition.ts";
import type { CelNode } from "./cel.ts";
import type { Range } from "./source-location.ts";
import { meantField } from "./meant-field.ts";
import { didYouMean, nearestName } from "../../domain/near-name.ts";
import { type FieldInfo, type Fields, METADATA_VALUE, type Vocabulary } from "./vocabulary.ts";

export type ResolvedField = { readonly field: Field; readonly info: FieldInfo };

/** What a condition speaks of besides the order. */
export type Roots = { readonly hasLine: boolean; readonly hasCancellation: boolean };

export const rootsOf = (forEach: ForEach): Roots => ({
  hasLine: forEach === "line",
  hasCancellation: forEach === "cancellation",
});

type FieldContext = Roots & {
  readonly vocabulary: Vocabulary;
  readonly report: (range: Range, detail: string) => undefined;
  readonly each?: string;
};

type Holder = {
  readonly of: FieldRoot;
  readonly path: readonly string[];
  readonly info: FieldInfo;
  readonly name: string;
};

const rootRecord = (fields: Fields): FieldInfo => ({ type: "record", optional: false, path: [], fields });

const root = (context: FieldContext, name: string): Holder | undefined => {
  const { order, line, cancellation } = context.vocabulary;
  if (name === context.each) return { of: "each", path: [], info: rootRecord(line), name };
  if (name === "order") return { of: "order", path: [], info: rootRecord(order), name };
  if (name === "line" && context.hasLine) return { of: "line", path: [], info: rootRecord(line), name };
  if (name === CANCELLATION && context.hasCancellation)
    return { of: "order", path: [CANCELLATION], info: rootRecord(cancellation), name };
  return undefined;
};

type NamedField = { readonly name: string; readonly path: string };

const named = (owner: string, fields: Fields): NamedField[] =>
  [...fields.keys()].map((name) => ({ name, path: `${owner}.${name}` }));

const nearestField = (written: string, fields: readonly NamedField[]): NamedField | undefined => {
  const name = nearestName(
    written,
    fields.map((field) => field.name),
  );
  return fields.find((field) => field.name === name);
};

const NO_LINE =
  "a rule for each order has no `line`: use order.lines.exists(l, …), or leave out `forEach: order`";
const NO_CANCELLED_LINE = "a rule for each cancellation has no `line`: use cancellation.lines.exists(l, …)";
export const NO_CANCELLATION = "only a rule with `forEach: cancellation` has a `cancellation`";
const LISTS_AFTER_IN = 'a list comes after `in`, as in line.sku in lists["december-skus"]';

const unknownRoot = (context: FieldContext, range: Range, name: string): undefined => {
  const { hasLine, hasCancellation, each } = context;
  if (name === "line") return context.report(range, hasCancellation ? NO_CANCELLED_LINE : NO_LINE);
  if (name === CANCELLATION) return context.report(range, NO_CANCELLATION);
  if (name === "lists") return context.report(range, LISTS_AFTER_IN);
  const roots = [
    "order",
    ...(hasLine ? ["line"] : []),
    ...(hasCancellation ? [CANCELLATION] : []),
    ...(each ? [each] : []),
  ];
  const { order, line, cancellation } = context.vocabulary;
  const fields = [
    ...(hasLine ? named("line", line) : []),
    ...(hasCancellation ? named(CANCELLATION, cancellation) : []),
    ...named("order", order),
  ];
  const field = fields.find(({ name: known }) => known === name) ?? nearestField(name, fields);
  const meant = didYouMean(name, roots) || (field ? `; did you mean \`${field.path}\`?` : "");
  return context.report(
    range,
    `unknown name \`${name}\`${meant}${meant ? "" : `; conditions speak of ${roots.join(" and ")}`}`,
  );
};

/** The range of the last name of a path; the path ends with it. */
const nameRange = (node: CelNode, name: string): Range => ({
  start: node.range.end - name.length,
  end: node.range.end,
});

/** Of a longer list, the message names the first. */
const MAX_NAMED_FIELDS = 12;

/** What to write instead of a field that no order has. */
const insteadOf = (name: string, { of, name: owner, info: { fields } }: Holder): string => {
  const names = [...(fields?.keys() ?? [])];
  const meant = meantField(owner, name) ?? didYouMean(name, names);
  if (meant !== "") return meant;
  const more = names.length > MAX_NAMED_FIELDS ? ", …" : "";
  const known = `: it has ${names.slice(0, MAX_NAMED_FIELDS).join(", ")}${more}`;
  return of === "order"
    ? `${known}; what else the shop knows it may send as order.metadata.<key>`
    : `${known}; what else a product has is declared under productTypes (${owner}.<attribute>)`;
};

const noSuchField = (context: FieldContext, range: Range, holder: Holder, name: string): undefined => {
  const { info } = holder;
  if (info.type === "lines")
    return context.report(
      range,
      `${holder.name} has no fields: use ${holder.name}.exists(l, …) or ${holder.name}.all(l, …)`,
    );
  if (!info.fields) return context.report(range, `\`${holder.name}\` has no fields`);
  return context.report(
    range,
    `no field \`${name.slice(0, 60)}\` on ${holder.name}${insteadOf(name, holder)}`,
  );
};

const select = (context: FieldContext, holder: Holder, name: string, range: Range): Holder | undefined => {
  const full = `${holder.name}.${name}`;
  if (FORBIDDEN_NAMES.has(name)) return context.report(range, `no field \`${name}\` on ${holder.name}`);
  if (holder.info.type === "map")
    return { of: holder.of, path: [...holder.path, name], info: METADATA_VALUE, name: full };
  const info = holder.info.fields?.get(name);
  if (!info) return noSuchField(context, range, holder, name);
  return { of: holder.of, path: [...holder.path, ...info.path], info, name: full };
};

/** Whether a text can be a key of an order's metadata. */
export const isMetadataKey = (text: string): boolean =>
  text.length > 0 && text.length <= 100 && !hasUnstorableText(text) && !FORBIDDEN_NAMES.has(text);

const lowerIndex = (
  context: FieldContext,
  node: CelNode,
  holder: Holder,
  index: CelNode,
): Holder | undefined => {
  if (
    holder.info.type === "map" &&
    index.op === "value" &&
    typeof index.args === "string" &&
    isMetadataKey(index.args)
  )
    return select(context, holder, index.args, index.range);
  return context.report(
    node.range,
    '[…] is only for a key of metadata, as in order.metadata["sales-channel"]',
  );
};

const follow = (context: FieldContext, node: CelNode): Holder | undefined => {
  if (node.op === "id") return root(context, node.args) ?? unknownRoot(context, node.range, node.args);
  if (node.op === ".") {
    const holder = follow(context, node.args[0]);
    return holder && select(context, holder, node.args[1], nameRange(node, node.args[1]));
  }
  if (node.op === "[]") {
    const holder = follow(context, node.args[0]);
    return holder && lowerIndex(context, node, holder, node.args[1]);
  }
  return context.report(
    node.range,
    `a field path starts with order or ${context.hasCancellation ? CANCELLATION : "line"}`,
  );
};

const EXAMPLES: Readonly<Record<string, string>> = { order: "currency", [CANCELLATION]: "reason" };

/** Resolves a path such as `line.sku` or `order.customer.name`; reports what does not exist. */
export const lowerField = (context: FieldContext, node: CelNode): ResolvedField | undefined => {
  const holder = follow(context, node);
  if (!holder) return undefined;
  if (holder.path.length === 0 || holder.name === CANCELLATION)
    return context.report(
      node.range,
      `\`${holder.name}\` alone says nothing: name a field, as in ${holder.name}.${EXAMPLES[holder.name] ?? "sku"}`,
    );
  return { field: { op: "field", of: holder.of, path: holder.path }, info: holder.info };
};
