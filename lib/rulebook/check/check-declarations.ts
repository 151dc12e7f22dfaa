/** Checks what a rulebook declares besides rules, beyond its schema: plans destinations, and product types with their attributes. */
import type { Destination } from "../../domain/destination.ts";
import type { LocalizedText } from "../../domain/localized-text.ts";
import type { Attribute, AttributeType, ProductType } from "../../domain/product-type.ts";
import { DEFAULT_PLANS, type Rulebook } from "../rulebook.ts";
import { type DiagnosticCollector, reportIssue } from "./diagnostics.ts";
import type { Node } from "./nodes.ts";
import type { ValidParts } from "./parse-source.ts";
import type { ProductTypeSource, RulebookSource } from "./source-schema.ts";
import { childOf, firstKeyRange, itemsOf, keyRange, keysOf, partOf } from "./source-value.ts";
import { builtInTypeNames, reservedFieldNames } from "./vocabulary.ts";

const isList = <T extends object>(value: T): value is Extract<T, readonly unknown[]> => Array.isArray(value);

/** The plans that memberships may have. Left out, they are basic and plus. */
export const checkPlans = (
  collector: DiagnosticCollector,
  root: Node,
  plans: ValidParts<RulebookSource>["plans"],
): Pick<Rulebook, "plans" | "planDetails"> => {
  if (!plans) return { plans: [...DEFAULT_PLANS] };
  // The checker has reported what the schema refuses; then no rulebook comes of it.
  if (!isList(plans)) return { plans: Object.keys(plans), planDetails: plans as Rulebook["planDetails"] };
  const nodes = itemsOf(partOf(root, "plans"));
  const unique = new Set<string>();
  for (const [index, plan] of plans.entries()) {
    if (plan === undefined) continue;
    if (unique.has(plan)) reportIssue(collector, nodes[index]!, `plan \`${plan}\` is listed twice`);
    unique.add(plan);
  }
  return { plans: [...unique] };
};

/** The destinations of packing slips; undefined when the section is left out. */
export const checkDestinations = (
  root: Node,
  destinations: ValidParts<RulebookSource>["destinations"],
): Destination[] | undefined =>
  destinations &&
  keysOf(childOf(root, "destinations")).map((id) => {
    // An issue has been reported for what is missing; then no rulebook comes of it.
    const {
      title,
      recipient = "department",
      lines = "ships",
      prices = true,
      royalties = false,
    } = destinations[id] ?? {};
    return { id, title: title as LocalizedText, recipient, lines, prices, royalties };
  });

/** Words that cannot be a field name in a condition. */
const RESERVED_WORDS: ReadonlySet<string> = new Set(
  "as break const continue else false for function has if import in let loop namespace null package return true var void while".split(
    " ",
  ),
);

const attributeNameIssue = (name: string): string | undefined => {
  if (reservedFieldNames.has(name))
    return `every order line may have a field \`${name}\` already: choose another name`;
  return RESERVED_WORDS.has(name)
    ? `\`${name}\` is a word of the rule language: choose another name`
    : undefined;
};

const attributeOf = (written: string): Attribute => {
  const optional = written.endsWith("?");
  return { type: (optional ? written.slice(0, -1) : written) as AttributeType, optional };
};

const checkAttributes = (
  collector: DiagnosticCollector,
  node: Node,
  { attributes = {} }: ValidParts<ProductTypeSource>,
): Pick<ProductType, "attributes"> => {
  const attributesNode = childOf(node, "attributes");
  const checked: [string, Attribute][] = [];
  for (const name of keysOf(attributesNode)) {
    const issue = attributeNameIssue(name);
    const written = attributes[name];
    if (issue) reportIssue(collector, keyRange(attributesNode!, name), issue);
    else if (written !== undefined) checked.push([name, attributeOf(written)]);
  }
  return { attributes: Object.fromEntries(checked) };
};

/** Lines have these names too, but a declared type may give them another meaning on its own lines. */
const COMPUTED_NAMES: ReadonlySet<string> = new Set(["agent", "total", "weightTotal"]);

const addedAttributeIssue = (typeName: string, name: string): string | undefined =>
  COMPUTED_NAMES.has(name)
    ? `\`${typeName}\` lines have a field \`${name}\` already: choose another name`
    : undefined;

/** The attributes that are added to a built-in type. Lines that were posted before have none of them. */
const checkBuiltInType = (
  collector: DiagnosticCollector,
  holder: Node,
  name: string,
  source: ValidParts<ProductTypeSource>,
): ProductType | undefined => {
  const node = partOf(holder, name);
  const attributesNode = childOf(node, "attributes");
  if (attributesNode === undefined)
    return reportIssue(
      collector,
      keyRange(holder, name),
      `\`${name}\` is a product type already: a rulebook can only add \`attributes\` to it`,
    );
  if (childOf(node, "ships"))
    reportIssue(
      collector,
      keyRange(node, "ships"),
      `whether lines of the built-in type \`${name}\` go by post cannot be changed: leave \`ships\` out`,
    );
  const { attributes } = checkAttributes(collector, node, source);
  for (const [attribute, { type, optional }] of Object.entries(attributes)) {
    const issue = addedAttributeIssue(name, attribute);
    if (issue) reportIssue(collector, keyRange(attributesNode, attribute), issue);
    if (!optional)
      reportIssue(
        collector,
        partOf(attributesNode, attribute),
        `an attribute that is added to the built-in type \`${name}\` must be optional: write \`${type}?\``,
      );
  }
  return { attributes };
};

const checkDeclaredType = (
  collector: DiagnosticCollector,
  holder: Node,
  name: string,
  source: ValidParts<ProductTypeSource>,
): ProductType => {
  const node = partOf(holder, name);
  if (childOf(node, "ships") === undefined)
    reportIssue(
      collector,
      firstKeyRange(node),
      `product type \`${name}\` must say \`ships: true\` or \`ships: false\``,
    );
  return { ships: source.ships ?? false, ...checkAttributes(collector, node, source) };
};

/** Types may share an attribute's name only with the same type: a condition may be about a line of either. */
const checkSharedAttributes = (
  collector: DiagnosticCollector,
  node: Node,
  productTypes: Readonly<Record<string, ProductType>>,
): void => {
  const firstUses = new Map<string, { productType: string; type: AttributeType }>();
  for (const [productType, { attributes }] of Object.entries(productTypes)) {
    for (const [name, { type }] of Object.entries(attributes)) {
      const first = firstUses.get(name);
      if (first && first.type !== type)
        reportIssue(
          collector,
          node,
          `attribute \`${name}\` is ${first.type} in \`${first.productType}\` and ${type} in \`${productType}\``,
        );
      firstUses.set(name, first ?? { productType, type });
    }
  }
};

/** The declared product types, with their attributes' types parsed. */
export const checkProductTypes = (
  collector: DiagnosticCollector,
  root: Node,
  productTypes: ValidParts<RulebookSource>["productTypes"] = {},
): Record<string, ProductType> => {
  const node = partOf(root, "productTypes");
  const checked: [string, ProductType][] = [];
  for (const name of keysOf(childOf(root, "productTypes"))) {
    const source = productTypes[name];
    const check = builtInTypeNames.includes(name) ? checkBuiltInType : checkDeclaredType;
    const type = source && check(collector, node, name, source);
    if (type) checked.push([name, type]);
  }
  const types = Object.fromEntries(checked);
  checkSharedAttributes(collector, node, types);
  return types;
};
