/** Reads what a rulebook declares besides rules: plans and product types with their attributes. */
import { PLAN_PATTERN } from "../../domain/order.ts";
import {
  ATTRIBUTE_PATTERN,
  ATTRIBUTE_TYPES,
  type Attribute,
  DEFAULT_PLANS,
  PRODUCT_TYPE_PATTERN,
  type ProductType,
} from "../rulebook.ts";
import {
  type DiagnosticCollector,
  reportIssue,
  firstKeyRange,
  readBoolean,
  readList,
  readMap,
  readOneOf,
  readText,
} from "./diagnostics.ts";
import type { Node } from "./nodes.ts";
import { builtInTypeNames, reservedFieldNames } from "./vocabulary.ts";

/** Reads `plans`: a list of names; left out, it is basic and plus. */
export const readPlans = (desk: DiagnosticCollector, node: Node | undefined): string[] => {
  const list = node && readList(desk, node, "`plans`");
  if (!list) return [...DEFAULT_PLANS];
  const plans: string[] = [];
  for (const item of list.items) {
    const hint = "must be lower case letters, digits, - and _, such as basic";
    const plan = readText(desk, item, "a plan", { max: 40, pattern: PLAN_PATTERN, hint });
    if (plan !== undefined && plans.includes(plan))
      reportIssue(desk, item, `plan \`${plan}\` is listed twice`);
    else if (plan !== undefined) plans.push(plan);
  }
  if (list.items.length === 0) reportIssue(desk, list, "`plans` must name at least one plan");
  return plans;
};

/** Words that cannot be a field name in a condition. */
const RESERVED: ReadonlySet<string> = new Set(
  "as break const continue else false for function has if import in let loop namespace null package return true var void while".split(
    " ",
  ),
);

const readAttribute = (desk: DiagnosticCollector, node: Node): Attribute | undefined => {
  const text = readText(desk, node, "an attribute's type", { max: 40 });
  if (text === undefined) return undefined;
  const optional = text.endsWith("?");
  const written = optional ? text.slice(0, -1) : text;
  const bare = node.kind === "scalar" ? { ...node, value: written } : node;
  const type = readOneOf(desk, bare, "attribute type", ATTRIBUTE_TYPES);
  return type && { type, optional };
};

const nameFault = (name: string): string | undefined => {
  if (reservedFieldNames.has(name))
    return `every order line may have a field \`${name}\` already: choose another name`;
  if (RESERVED.has(name)) return `\`${name}\` is a word of the rule language: choose another name`;
  if (!ATTRIBUTE_PATTERN.test(name))
    return `attribute \`${name.slice(0, 60)}\` must be letters and digits, such as seatRow`;
  return undefined;
};

const readAttributes = (desk: DiagnosticCollector, node: Node | undefined): Record<string, Attribute> => {
  if (!node) return {};
  if (node.kind !== "map") {
    reportIssue(desk, node, "`attributes` must be a mapping, such as { venue: string, seat: string? }");
    return {};
  }
  const read: [string, Attribute][] = [];
  for (const [name, { key, value }] of node.entries) {
    const wrong = nameFault(name);
    if (wrong) reportIssue(desk, key, wrong);
    const attribute = readAttribute(desk, value);
    if (attribute && !wrong) read.push([name, attribute]);
  }
  return Object.fromEntries(read);
};

const readProductType = (desk: DiagnosticCollector, node: Node, name: string): ProductType | undefined => {
  const fields = readMap(desk, node, `product type \`${name}\``, ["ships", "attributes"]);
  if (!fields) return undefined;
  const ships = fields.get("ships");
  if (!ships)
    reportIssue(
      desk,
      firstKeyRange(node),
      `product type \`${name}\` must say \`ships: true\` or \`ships: false\``,
    );
  const attributes = readAttributes(desk, fields.get("attributes"));
  return { ships: (ships && readBoolean(desk, ships, "`ships`")) ?? false, attributes };
};

/** Two types may share an attribute, but then it must be of one kind: a condition may meet either. */
const checkShared = (
  desk: DiagnosticCollector,
  node: Node,
  types: Readonly<Record<string, ProductType>>,
): void => {
  const seen = new Map<string, { type: string; kind: string }>();
  for (const [type, { attributes }] of Object.entries(types)) {
    for (const [name, { type: kind }] of Object.entries(attributes)) {
      const first = seen.get(name);
      if (first && first.kind !== kind)
        reportIssue(
          desk,
          node,
          `attribute \`${name}\` is ${first.kind} in \`${first.type}\` and ${kind} in \`${type}\``,
        );
      seen.set(name, first ?? { type, kind });
    }
  }
};

const typeNameFault = (name: string): string | undefined => {
  if (builtInTypeNames.includes(name)) return `\`${name}\` is a product type already`;
  if (!PRODUCT_TYPE_PATTERN.test(name))
    return `product type \`${name.slice(0, 60)}\` must be lower case letters, digits and _, such as event_ticket`;
  return undefined;
};

const MOST_TYPES = 100;

/** Reads `productTypes`. */
export const readProductTypes = (
  desk: DiagnosticCollector,
  node: Node | undefined,
): Record<string, ProductType> => {
  if (!node) return {};
  if (node.kind !== "map") {
    reportIssue(desk, node, "`productTypes` must be a mapping from a type's name to what it is");
    return {};
  }
  if (node.entries.size > MOST_TYPES) reportIssue(desk, node, `more than ${MOST_TYPES} product types`);
  const read: [string, ProductType][] = [];
  for (const [name, { key, value }] of [...node.entries].slice(0, MOST_TYPES)) {
    const wrong = typeNameFault(name);
    if (wrong) reportIssue(desk, key, wrong);
    const type = readProductType(desk, value, name);
    if (type && !wrong) read.push([name, type]);
  }
  const types = Object.fromEntries(read);
  checkShared(desk, node, types);
  return types;
};
