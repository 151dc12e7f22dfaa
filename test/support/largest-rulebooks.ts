/** Rulebooks near the limits of size and cost, and an order of 500 lines: what takes longest to check and to decide. */
import { exampleLines } from "../../lib/contract/example-order.ts";
import type { Order } from "../../lib/domain/order.ts";
import type { OrderLine } from "../../lib/domain/order-line.ts";
import { MAX_SOURCE_BYTES } from "../../lib/rulebook/check/check-rulebook.ts";
import { orderWith } from "./decisions.ts";

const list = (count: number, item: (index: number) => string, separator: string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(separator);

type RuleText = {
  readonly when: string;
  readonly exceptions?: readonly string[];
  readonly actions?: string;
  readonly forEach?: "line" | "order";
};

const exceptionSource = (when: string, index: number): string =>
  `      - { id: e${index}, when: '${when}', reason: r, owner: o }\n`;

const ruleText = (
  { when, exceptions = [], actions = "commission", forEach = "line" }: RuleText,
  id: string,
) =>
  `  - id: ${id}\n    forEach: ${forEach}\n    when: '${when}'\n${
    exceptions.length > 0 ? `    except:\n${exceptions.map(exceptionSource).join("")}` : ""
  }    then: [${actions}]\n`;

/** As many of the rules as a source may have in size. */
const sourceOf = (count: number, rule: (index: number) => RuleText): string => {
  let source = "rules:\n";
  for (let index = 0; index < count; index += 1) {
    const text = ruleText(rule(index), `r${index}`);
    if (source.length + text.length > MAX_SOURCE_BYTES) break;
    source += text;
  }
  return source;
};

const clauses = (count: number, clause: (index: number) => string, operator: "||" | "&&"): string =>
  list(count, clause, ` ${operator} `);

/** Rulebooks that are accepted, by what is large about them. */
export const LARGEST_RULEBOOKS: ReadonlyMap<string, string> = new Map([
  [
    "40 || terms",
    sourceOf(100, (rule) => ({ when: clauses(40, (term) => `line.sku == "A${rule}-${term}"`, "||") })),
  ],
  [
    "40 equal || terms",
    sourceOf(130, () => ({ when: clauses(40, (term) => `line.unitPrice == ${term}`, "||") })),
  ],
  [
    "|| of &&",
    sourceOf(120, (rule) => ({
      when: clauses(
        9,
        (term) =>
          `(line.unitPrice > ${rule + term} && line.quantity < ${term} && line.sku != "${term}" && has(line.agentId) && line.agentId != "${rule}" && order.currency != "X${term}")`,
        "||",
      ),
    })),
  ],
  [
    "&& of ||",
    sourceOf(120, (rule) => ({
      when: clauses(
        18,
        (term) =>
          `(line.unitPrice > ${rule + term} || line.quantity < ${term} || line.sku == "${term}" || has(line.agentId))`,
        "&&",
      ),
    })),
  ],
  [
    "nested !",
    sourceOf(120, (rule) => ({
      when: clauses(
        12,
        (term) =>
          `!(line.unitPrice > ${rule + term} || !(line.quantity < ${term} && !(line.sku == "${term}" || !has(line.agentId))))`,
        "||",
      ),
    })),
  ],
  [
    "long lists",
    sourceOf(500, (rule) => ({ when: `line.sku in [${list(155, (item) => `"S${rule}x${item}"`, ",")}]` })),
  ],
  [
    "long lists that do not hold",
    sourceOf(500, (rule) => ({ when: `!(line.sku in [${list(155, (item) => `"S${rule}x${item}"`, ",")}])` })),
  ],
  [
    "many exceptions",
    sourceOf(40, () => ({
      when: "has(line.agentId)",
      exceptions: Array.from({ length: 80 }, (_, item) => `line.agentId == "${item}"`),
    })),
  ],
  [
    "many exceptions after ||",
    sourceOf(5, () => ({
      when: clauses(46, (term) => `line.sku == "${term}"`, "||"),
      exceptions: Array.from({ length: 600 }, (_, item) => `line.quantity == ${item}`),
    })),
  ],
  ["500 rules that always apply", sourceOf(500, () => ({ when: "true" }))],
  ["500 rules that never apply", sourceOf(500, (rule) => ({ when: `line.sku == "none-${rule}"` }))],
  [
    "500 rules with two actions",
    sourceOf(500, (rule) => ({
      when: `line.unitPrice > ${rule}`,
      actions: "commission, packingSlip: { destination: shipping }",
    })),
  ],
  [
    "500 membership rules",
    sourceOf(500, () => ({ when: 'line.type == "membership"', actions: "membership: { change: activate }" })),
  ],
  [
    "500 rules per order",
    sourceOf(500, (rule) => ({
      when: `order.lines.exists(l, l.type == "book" && l.unitPrice > ${rule})`,
      forEach: "order",
      actions: "packingSlip: { destination: royalties }",
    })),
  ],
  [
    "50 rules of eight exists",
    sourceOf(50, (rule) => ({
      when: clauses(8, (term) => `order.lines.exists(l, l.sku == "X${rule}-${term}")`, "||"),
    })),
  ],
  [
    "500 exists that name the line",
    sourceOf(500, (rule) => ({ when: `order.lines.exists(l, l.sku == line.sku && l.unitPrice > ${rule})` })),
  ],
  [
    "exists that compare all pairs",
    sourceOf(14, () => ({
      when: "order.lines.exists(l, l.sku == line.sku && l.quantity > line.quantity)",
    })),
  ],
  ["texts in full length", sourceOf(100, (rule) => ({ when: `line.title != "${rule}${"ã".repeat(900)}"` }))],
]);

/** Rulebooks that would take too long to decide. */
export const TOO_EXPENSIVE_RULEBOOKS: ReadonlyMap<string, string> = new Map([
  ["500 rules of 37 clauses", sourceOf(500, () => ({ when: list(37, () => "line.free", "||") }))],
  ["20 actions each", sourceOf(500, () => ({ when: "true", actions: list(20, () => "commission", ", ") }))],
  [
    "160 exists that compare all pairs",
    sourceOf(20, (rule) => ({
      when: clauses(
        8,
        (term) => `order.lines.exists(l, l.quantity > line.quantity || l.sku == "${rule}${term}")`,
        "||",
      ),
    })),
  ],
  [
    "all that compares all pairs",
    sourceOf(40, () => ({ when: "order.lines.all(l, l.quantity >= line.quantity)" })),
  ],
  [
    "free lines without end",
    sourceOf(500, () => ({
      when: "true",
      actions: list(6, () => "addFreeItem: { sku: BOOKMARK, reason: r }", ", "),
    })),
  ],
]);

const KINDS = Object.values(exampleLines);

const lineAt = (index: number, source: object): OrderLine =>
  ({
    ...source,
    lineId: `${"line-".repeat(8)}${index}`,
    unitPrice: 1_000 + index,
    quantity: (index % 9) + 1,
    discount: 0,
    free: false,
  }) as OrderLine;

const linesOf = (source: (index: number) => object): readonly OrderLine[] =>
  Array.from({ length: 500 }, (_, index) => lineAt(index, source(index)));

/** Orders of the largest number of lines. */
export const LARGEST_ORDERS: ReadonlyMap<string, Order> = new Map([
  [
    "of all types",
    orderWith(
      linesOf((index) => ({ ...KINDS[index % KINDS.length], sku: `SKU-${index % 97}` })),
      { agentId: "A-1" },
    ),
  ],
  [
    "of memberships",
    orderWith(
      linesOf(() => exampleLines.membership),
      { agentId: "A-1" },
    ),
  ],
  [
    "of books",
    orderWith(
      linesOf(() => exampleLines.book),
      { agentId: "A-1" },
    ),
  ],
]);
