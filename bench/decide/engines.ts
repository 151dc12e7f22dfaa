/**
 * The same rules in three engines. Despacho decides in full: free items, merged tasks, and a reason with the actual
 * values for each. The others only report which rules match which line.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Order } from "../../lib/domain/order.ts";
import { loadRulebook } from "../../lib/rulebook/check/load-rulebook.ts";
import { compile } from "../../lib/rulebook/compile.ts";
import { decide } from "../../lib/rulebook/decide.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";

/** `matches` lists the rules and customer's lines that a result of `decideOne` reports, as `<rule> <line>`. */
export type RuleEngine = {
  readonly name: string;
  readonly decideOne: (order: Order) => unknown;
  readonly isAsync: boolean;
  readonly matches: (decided: unknown) => readonly string[];
};

// The packages are dependencies of this folder only, so TypeScript does not resolve them.
const require = createRequire(new URL("./package.json", import.meta.url));

const rulebook = loadRulebook(readFileSync(new URL("../../rules/default.yaml", import.meta.url), "utf8"));

export const despachoEngine = (): RuleEngine => {
  const compiled = compile(rulebook);
  return {
    name: "despacho: decide",
    isAsync: false,
    decideOne: (order) => decide(compiled, 1, order, STARTING_CATALOGUE),
    matches: (decided) => {
      const { lines, tasks } = decided as ReturnType<typeof decide>;
      const ofTasks = tasks.flatMap((task) =>
        task.because.map(({ ruleId, lineId }) => `${ruleId} ${lineId}`),
      );
      const ofFreeItems = lines.flatMap(({ gift }) => (gift ? [`${gift.ruleId} ${gift.causedBy}`] : []));
      return [...new Set([...ofTasks, ...ofFreeItems])]
        .filter((match) => !match.endsWith("gift-1"))
        .toSorted();
    },
  };
};

type Condition = { fact: string; operator: string; value: unknown };
const typeIn = (...types: string[]): Condition => ({ fact: "type", operator: "in", value: types });
const delivered = (value: string) => ({
  all: [typeIn("video"), { fact: "delivery", operator: "equal", value }],
});

const AS_CONDITIONS: Readonly<Record<string, object>> = {
  "packing-slip": { any: [typeIn("physical", "book"), delivered("disc")] },
  "royalty-copy": { all: [typeIn("book")] },
  "membership-activation": { all: [typeIn("membership")] },
  "membership-upgrade": { all: [typeIn("membership_upgrade")] },
  "membership-email": { all: [typeIn("membership", "membership_upgrade")] },
  "ski-first-aid": { all: [{ fact: "sku", operator: "equal", value: "VIDEO-SKI" }] },
  "streaming-links": delivered("streaming"),
  commission: { all: [typeIn("physical", "book")] },
};

type JsonRulesEngine = {
  Engine: new (
    rules: unknown[],
    options: object,
  ) => { run: (facts: object) => Promise<{ events: { type: string }[] }> };
};

export const jsonRulesEngine = (): RuleEngine => {
  const { Engine } = require("json-rules-engine") as JsonRulesEngine;
  const rules = Object.entries(AS_CONDITIONS).map(([type, conditions]) => ({ conditions, event: { type } }));
  const engine = new Engine(rules, { allowUndefinedFacts: true });
  return {
    name: "json-rules-engine",
    isAsync: true,
    decideOne: async (order) => {
      const matched: string[] = [];
      for (const line of order.lines)
        for (const { type } of (await engine.run(line)).events) matched.push(`${type} ${line.lineId}`);
      return matched;
    },
    matches: (decided) => (decided as string[]).toSorted(),
  };
};

const AS_ZEN: Readonly<Record<string, string>> = {
  "packing-slip": 'type in ["physical", "book"] or (type == "video" and delivery == "disc")',
  "royalty-copy": 'type == "book"',
  "membership-activation": 'type == "membership"',
  "membership-upgrade": 'type == "membership_upgrade"',
  "membership-email": 'type in ["membership", "membership_upgrade"]',
  "ski-first-aid": 'sku == "VIDEO-SKI"',
  "streaming-links": 'type == "video" and delivery == "streaming"',
  commission: 'type in ["physical", "book"]',
};

const zenTable = {
  hitPolicy: "collect",
  inputs: [{ id: "when", name: "when", field: "" }],
  outputs: [{ id: "rule", name: "rule", field: "rule" }],
  rules: Object.entries(AS_ZEN).map(([id, when]) => ({ _id: id, when, rule: JSON.stringify(id) })),
  inputField: "lines",
  outputPath: "lines",
  executionMode: "loop",
};
const zenGraph = {
  nodes: [
    { id: "in", name: "order", type: "inputNode" },
    { id: "table", name: "rules", type: "decisionTableNode", content: zenTable },
    { id: "out", name: "matches", type: "outputNode" },
  ],
  edges: [
    { id: "a", sourceId: "in", targetId: "table", type: "edge" },
    { id: "b", sourceId: "table", targetId: "out", type: "edge" },
  ],
};

type ZenDecision = {
  evaluate: (order: unknown, options: object) => Promise<{ result: { lines: { rule: string }[][] } }>;
};
type Zen = { ZenEngine: new () => { createDecision: (graph: object) => ZenDecision } };

export const zenEngine = (trace: boolean): RuleEngine => {
  const { ZenEngine } = require("@gorules/zen-engine") as Zen;
  const decision = new ZenEngine().createDecision(zenGraph);
  return {
    name: `zen-engine${trace ? ", with trace" : ""}`,
    isAsync: true,
    decideOne: (order) => decision.evaluate(order, { trace }),
    matches: (decided) => {
      const { result } = decided as Awaited<ReturnType<ZenDecision["evaluate"]>>;
      return result.lines
        .flatMap((rules, index) => rules.map(({ rule }) => `${rule} ${index + 1}`))
        .toSorted();
    },
  };
};
