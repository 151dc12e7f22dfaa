import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../../../test/support/decisions.ts";
import { checkRulebook } from "./check-rulebook.ts";
import { rulebookJsonSchema } from "./json-schema.ts";

const AGENTS = new Set(["A-1", "A-9", "M-1"]);

const check = (source: string, agents: ReadonlySet<string> | undefined = AGENTS) =>
  checkRulebook(source, "yaml", {
    skus: new Set(Object.keys(CATALOGUE)),
    catalogue: CATALOGUE,
    now: "2026-01-01T00:00:00Z",
    ...(agents === undefined ? {} : { agents }),
  });

const withAction = (then: string): string => `rules:
  - id: a
    when: "!line.free"
    then: [${then}]
`;

const issuesOf = (source: string) => {
  const checked = check(source);
  return checked.ok ? [] : checked.issues.map(({ pointer, detail }) => [pointer, detail]);
};

describe("`to` of a commission", () => {
  const at = "/rules/0/then/0/commission/to";

  test.each(["agent", "manager", "A-9"])("may be %s", (to) => {
    expect(check(withAction(`{ commission: { to: ${to} } }`))).toMatchObject({ ok: true, warnings: [] });
  });

  test.each([
    ["manger", at, "no agent `manger`; did you mean `manager`?"],
    ["Agent", at, "no agent `Agent`; did you mean `agent`?"],
    ["A-99", at, "no agent `A-99`; did you mean `A-9`?"],
    ["SOMEONE-ELSE", at, "no agent `SOMEONE-ELSE`; it must be agent, manager or the id of an agent"],
    ['"a b"', at, "the recipient must be 1 to 64 of A-Z a-z 0-9 . _ -, and not . or .."],
    ["7", at, "the recipient must be a text, not 7; put it in quotes"],
  ])("is an issue at its place when it is %s", (to, pointer, detail) => {
    expect(issuesOf(withAction(`{ commission: { to: ${to} } }`))).toEqual([[pointer, detail]]);
  });

  test.each([
    ["A-99", "the agents are not known here: `A-99` is not checked"],
    ["manger", "the agents are not known here: `manger` is not checked; did you mean `manager`?"],
  ])("is a warning where the agents are not known and it is %s", (to, detail) => {
    const checked = checkRulebook(withAction(`{ commission: { to: ${to} } }`), "yaml", {
      skus: new Set(),
      now: "2026-01-01T00:00:00Z",
    });
    expect(checked).toMatchObject({ ok: true, warnings: [{ pointer: at, detail }] });
  });

  test("is in the JSON Schema of rulebooks", () => {
    const text = JSON.stringify(rulebookJsonSchema());
    expect(text).toContain("who earns it: agent, manager or the id of an agent");
    expect(text).toContain("how a video is delivered");
  });
});

describe("an example of commissions", () => {
  const RULES = withAction(
    "commission, { commission: { to: manager, rateBps: 100 } }, { commission: { to: A-1, rateBps: 7 } }",
  );
  const failuresOf = (expected: string, given = "managers: { A-1: M-1 }") => {
    const checked = check(
      `${RULES}examples:\n  - name: e\n    order: { agentId: A-1, lines: [{ type: book }] }\n    ${given}\n    expect: { commissions: ${expected} }\n`,
    );
    return checked.ok
      ? checked.failedExamples.map(({ detail }) => detail)
      : checked.issues.map(({ detail }) => detail);
  };

  test.each([
    ["[A-1, M-1]"],
    ["[A-1, { agent: M-1, rateBps: 100 }]"],
    ["[A-1, { agent: M-1, rateBps: 100, role: manager }]"],
    ["[{ agent: A-1, role: agent }, { agent: A-1, rateBps: 7 }, { agent: M-1 }]"],
  ])("is met by %s", (expected) => {
    expect(failuresOf(expected)).toEqual([]);
  });

  const ACTUAL = "A-1 as agent, A-1 at 7 as named, M-1 at 100 as manager";
  test.each([
    ["[A-1]", "A-1"],
    ["[A-1, A-1, M-1]", "A-1, A-1, M-1"],
    ["[A-1, { agent: M-1, rateBps: 200 }]", "A-1, M-1 at 200"],
    ["[A-1, { agent: M-1, role: named }]", "A-1, M-1 as named"],
    ["[{ agent: A-1, role: agent }, M-1]", "A-1 as agent, M-1"],
    ["[{ agent: A-1, rateBps: 500 }, { agent: A-1, rateBps: 7 }, M-1]", "A-1 at 500, A-1 at 7, M-1"],
    ["[]", "nothing"],
  ])("is not met by %s, and the failure names rates and roles", (expected, text) => {
    expect(failuresOf(expected)).toEqual([
      `example “e”: commissions should be ${text}, but came out as ${ACTUAL}`,
    ]);
  });

  test("knows the own rates that it gives", () => {
    const given = "managers: { A-1: M-1 }\n    rates: { A-1: 500 }";
    expect(failuresOf("[{ agent: A-1, rateBps: 500 }, { agent: A-1, rateBps: 7 }, M-1]", given)).toEqual([]);
  });

  test("without managers has no manager", () => {
    expect(failuresOf("[A-1]", "rates: { A-1: 500 }")).toEqual([]);
  });

  test.each([
    ["[{ agent: A-1, rate: 5 }]", "no key `rate` in an entry of `commissions`; did you mean `rateBps`?"],
    ["[{ rateBps: 5 }]", "an entry of `commissions` needs an `agent`: the id of the agent who earns it"],
    ["[{ agent: A-1, role: boss }]", "unknown role `boss`; it must be agent, manager or named"],
    ["[{ agent: A-1, rateBps: 20000 }]", "the rate (basis points, 600 is 6 %) must be from 0 to 10000"],
    [
      "[7]",
      "an entry of `commissions` must be the id of an agent, or a mapping such as { agent: A-1, rateBps: 1000 }",
    ],
  ])("with the expectation %s has an issue that says so", (expected, detail) => {
    expect(failuresOf(expected)).toEqual([detail]);
  });

  test("with a malformed manager has an issue that says so", () => {
    expect(failuresOf("[A-1]", "managers: { A-1: [x] }")[0]).toMatch(
      /the manager's id must be a text, not a list/,
    );
  });
});
