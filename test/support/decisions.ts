/** Decisions for tests: rulebooks written as YAML, decided with their trace. */
import { readFileSync } from "node:fs";
import { exampleLines, exampleOrderOf } from "../../lib/contract/example-order.ts";
import type { Catalogue } from "../../lib/domain/catalogue.ts";
import type { Order } from "../../lib/domain/order.ts";
import type { LineOf, OrderLine } from "../../lib/domain/order-line.ts";
import { checkRulebook } from "../../lib/rulebook/check/check-rulebook.ts";
import { loadRulebook } from "../../lib/rulebook/check/load-rulebook.ts";
import { compile } from "../../lib/rulebook/compile.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";
import { decideWithWhyNot } from "../../lib/rulebook/why-not.ts";

export const CATALOGUE: Catalogue = {
  ...STARTING_CATALOGUE,
  BOOKMARK: { sku: "BOOKMARK", type: "physical", title: "Bookmark", fields: { weightGrams: 5 } },
  GUIDE: { sku: "GUIDE", type: "ticket", title: "Guided tour", fields: { venue: "Museum" } },
  MONTH: { sku: "MONTH", type: "membership", title: "A month", fields: { plan: "basic", period: "P1M" } },
};

/** The checked rulebook of rules/default.yaml. */
export const STARTING_RULEBOOK = loadRulebook(
  readFileSync(new URL("../../rules/default.yaml", import.meta.url), "utf8"),
);

/** @throws Error with the issues when the checker finds any */
export const compileSource = (source: string) => {
  const checked = checkRulebook(source, "yaml", {
    skus: new Set(Object.keys(CATALOGUE)),
    now: "2026-01-01T00:00:00Z",
    catalogue: CATALOGUE,
  });
  if (!checked.ok) throw new Error(checked.issues.map(({ detail }) => detail).join("\n"));
  return compile(checked.rulebook);
};

/** One rule of a rulebook's source, with an action list such as `commission` and further lines such as `forEach`. */
export const ruleSource = (id: string, when: string, then: string, more = ""): string =>
  `  - id: ${id}\n    when: |\n      ${when}\n${more}    then: [${then}]\n`;

/** An accepted line of an upgrade to plus for R$ 50,00, with the given fields. */
export const upgrade = (fields: Partial<LineOf<"membership_upgrade">> & { lineId: string }): OrderLine => ({
  ...exampleLines.membership_upgrade,
  discount: 0,
  free: false,
  ...fields,
});

const { agentId: _, ...exampleHeader } = exampleOrderOf([]);

/** An accepted order of the given lines and fields, otherwise the sample order without an agent. */
export const orderWith = (lines: readonly OrderLine[], fields: Partial<Order> = {}): Order => ({
  ...exampleHeader,
  locale: "pt-BR",
  metadata: {},
  ...fields,
  lines,
});

/** Decides under a rulebook's source, or under the starting rulebook when there is none. */
export const decideSource = (source: string | undefined, order: Order) => {
  const compiled = source === undefined ? compile(STARTING_RULEBOOK) : compileSource(source);
  const { decision, whyNot } = decideWithWhyNot(compiled, 7, order, CATALOGUE);
  return { ...decision, whyNot };
};

export const taskKeys = ({ tasks }: ReturnType<typeof decideSource>): string[] => tasks.map(({ key }) => key);
