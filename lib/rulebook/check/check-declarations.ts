/** Checks what a rulebook declares besides rules, beyond its schema: plans destinations, and product types with their attributes. */
import type { Destination } from "../../domain/destination.ts";
import type { LocalizedText } from "../../domain/localized-text.ts";
import type { Attribute, AttributeType, ProductType } from "../../domain/product-type.ts";
import { DEFAULT_PLANS, type Rulebook } from "../rulebook.ts";
import { type DiagnosticCollector, reportIssue } from "./diagnostics.ts";
import type { Node } from "./nodes.ts";
import type { ValidParts } from "./parse-source.ts";
import type { ProductTypeSource, RulebookSource } from "./source-schema.ts";
import { childOf, itemsOf, keyRange, keysOf, partOf } from "./source-value.ts";
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

const checkProductType = (
  collector: DiagnosticCollector,
  node: Node,
  { ships, attributes = {} }: ValidParts<ProductTypeSource>,
): ProductType => {
  const attributesNode = childOf(node, "attributes");
  const checked: [string, Attribute][] = [];
  for (const name of keysOf(attributesNode)) {
    const issue = attributeNameIssue(name);
    const written = attributes[name];
    if (issue) reportIssue(collector, keyRange(attributesNode!, name), issue);
    else if (written !== undefined) checked.push([name, attributeOf(written)]);
  }
  return { ships: ships ?? false, attributes: Object.fromEntries(checked) };
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
    const isBuiltIn = builtInTypeNames.includes(name);
    if (isBuiltIn) reportIssue(collector, keyRange(node, name), `\`${name}\` is a product type already`);
    const source = productTypes[name];
    const type = source && checkProductType(collector, partOf(node, name), source);
    if (type && !isBuiltIn) checked.push([name, type]);
  }
  const types = Object.fromEntries(checked);
  checkSharedAttributes(collector, node, types);
  return types;
};
