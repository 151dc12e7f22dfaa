/** One order of every kind, from POST /orders to its last effect. */
import { readFileSync } from "node:fs";
import { beforeAll, expect, inject, test } from "vitest";
import { e2eTest, requireCapability } from "./e2e-test.ts";
import {
  effectDifferences,
  mailCountDifferences,
  mailDifferences,
  statementDifferences,
} from "./scenarios/compare-outcome.ts";
import { orderScenarios } from "./scenarios/order-scenarios.ts";
import { newRunId, runScenarios, type ScenariosResult } from "./scenarios/run-scenarios.ts";

const TITLES = orderScenarios("", "", "").map(({ title }) => title);
const RUNS = ["first run", "second run on the same data"] as const;

const results = new Map<string, ScenariosResult>();
beforeAll(async () => {
  for (const run of RUNS) results.set(run, await runScenarios(inject("target"), { runId: newRunId() }));
});

for (const run of RUNS) {
  const outcomeOf = (title: string) =>
    results.get(run)!.outcomes.find(({ scenario }) => scenario.title === title)!;

  test.each(TITLES)(`an order of %s completes with every expected effect (${run})`, (title) => {
    expect(effectDifferences(outcomeOf(title))).toEqual([]);
  });

  for (const title of TITLES)
    e2eTest(`an order of ${title} sends exactly its expected e-mails (${run})`, ({ skip }) => {
      requireCapability(skip, "mailbox");
      expect(mailDifferences(outcomeOf(title))).toEqual([]);
    });

  e2eTest(`no customer gets an e-mail that no task accounts for (${run})`, ({ skip }) => {
    requireCapability(skip, "mailbox");
    const { outcomes, mailbox = [] } = results.get(run)!;
    expect(mailCountDifferences(outcomes, mailbox)).toEqual([]);
  });

  test(`the agent's statement is the sum of the orders' commissions (${run})`, () => {
    expect(statementDifferences(results.get(run)!.statement)).toEqual([]);
  });
}

e2eTest("no service restarts or fails while orders are processed", ({ skip }) => {
  requireCapability(skip, "serviceReports");
  expect(readFileSync(inject("target").serviceReports!, "utf8")).toBe("");
});
