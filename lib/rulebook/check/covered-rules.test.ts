import { describe, expect, test } from "vitest";
import { check } from "../../../test/support/rulebook-source.ts";

const BOOK = 'line.type == "book"';
const rule = (id: string, then: string, when = "true", more = "") =>
  `  - id: ${id}\n    when: |\n      ${when}\n${more}    then: [${then}]\n`;

/** The ids of the rules that are said to change nothing. */
const uselessRules = (rules: readonly string[], more = ""): readonly (string | undefined)[] => {
  const checked = check(`rules:\n${rules.join("")}${more}`);
  if (!checked.ok) throw new Error(checked.issues.map(({ detail }) => detail).join("\n"));
  return checked.warnings.flatMap(({ ruleId, detail }) =>
    detail.includes("changes nothing") ? [ruleId] : [],
  );
};

const RATE_6 = "{ commission: { rateBps: 600 } }";
const RATE_3 = "{ commission: { rateBps: 300 } }";
const OWN_RATE = "{ commission: {} }";
const SLIP = "{ packingSlip: { destination: royalties } }";
const PLUS = "{ membership: { change: upgrade, plan: plus } }";

describe("a rule is not said to change nothing where a rule between it and the one that covers it", () => {
  test.each([
    ["leaves the rate to the agent, of which nothing is known", OWN_RATE, RATE_3],
    [
      "makes another change of the membership, which comes first then",
      PLUS,
      "{ membership: { change: deactivate } }",
    ],
  ])("%s", (_name, own, other) => {
    const narrow = rule("narrow", own, BOOK);
    const wide = rule("wide", own);
    const rival = rule("rival", other);
    expect(uselessRules([narrow, rival, wide])).toEqual([]);
    expect(uselessRules([wide, rival, narrow])).toEqual(["narrow"]);
    expect(uselessRules([rival, narrow, wide])).toEqual(["narrow"]);
    expect(uselessRules([narrow, wide, rival])).toEqual(["narrow"]);
  });
});

test("rules of other kinds between them do not matter", () => {
  const rules = [rule("narrow", SLIP, BOOK), rule("between", `${RATE_6}, ${PLUS}`), rule("wide", SLIP)];
  expect(uselessRules(rules)).toEqual(["narrow"]);
});

test("a rule that an example names is not said to change nothing, because the example needs it", () => {
  const rules = [rule("narrow", SLIP, BOOK), rule("wide", SLIP)];
  const example = (expected: string) =>
    `examples:\n  - name: e\n    order: { lines: [{ type: video }] }\n    expect: { ${expected} }\n`;
  expect(uselessRules(rules, example("not: [narrow]"))).toEqual([]);
  expect(uselessRules(rules, example("packingSlips: [royalties]"))).toEqual(["narrow"]);
});

test("the keys of an action may be written in another order", () => {
  const narrow = rule("narrow", "{ membership: { plan: plus, change: upgrade } }", BOOK);
  expect(uselessRules([narrow, rule("wide", PLUS)])).toEqual(["narrow"]);
});
