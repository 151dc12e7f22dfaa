import { describe, expect, test } from "vitest";
import { check } from "../../../test/support/rulebook-source.ts";

const SLIP = "{ packingSlip: { destination: shipping } }";
const LINKS = "{ email: { template: streaming-links } }";
const GIFT = "{ addFreeItem: { sku: BOOKMARK, reason: r } }";

/** What is found about one example of a rulebook whose rules apply to every line. */
const findingsOf = (then: string, line: string, more = "", expected = "not: []", when = "true") => {
  const checked = check(
    `rules:\n  - id: a\n    when: '${when}'\n    then: [${then}]\n  - id: ships\n    when: line.free\n    then: [${SLIP}]\n` +
      `examples:\n  - name: e\n    order: { agentId: A-1, lines: [${line}] }\n${more}    expect: { ${expected} }\n`,
  );
  if (!checked.ok) throw new Error(checked.issues.map(({ detail }) => detail).join("\n"));
  return {
    failures: checked.failedExamples.map(({ detail }) => detail),
    warnings: checked.warnings.flatMap(({ detail }) => (detail.startsWith("example") ? [detail] : [])),
  };
};

const MEMBERSHIP = "{ type: membership }";
const STREAM = "{ type: video, sku: V-1, delivery: streaming }";
const rates = (text: string) => `    rates: ${text}\n`;

describe("an example with a task that would be rejected fails unless it expects the cause", () => {
  test.each<[string, string, string, string, string]>([
    ["a slip without an address", SLIP, MEMBERSHIP, "", "no-shipping-address"],
    ["a free item without an address", GIFT, MEMBERSHIP, "", "no-shipping-address"],
    ["links for what does not stream", LINKS, "{ type: book, sku: B }", "", "streaming-link-missing"],
    ["an agent without a rate", "commission", MEMBERSHIP, rates("{ A-2: 500 }"), "agent-without-rate"],
    ["no rates at all", "commission", MEMBERSHIP, rates("{}"), "agent-without-rate"],
  ])("%s", (_name, then, line, more, code) => {
    expect(findingsOf(then, line, more).failures).toEqual([
      expect.stringContaining(`would be rejected: ${code}`),
    ]);
    expect(findingsOf(then, line, more, `wouldBeRejected: [${code}]`)).toEqual({
      failures: [],
      warnings: [],
    });
    expect(findingsOf(then, line, more, "wouldBeRejected: []").failures).toEqual([
      expect.stringContaining(`wouldBeRejected should be nothing, but came out as ${code}`),
    ]);
  });

  test.each<[string, string, string, string]>([
    ["a slip with an address", SLIP, "{ type: book }", ""],
    ["a video with a link", LINKS, "{ type: video, sku: VIDEO-SKI, delivery: streaming }", ""],
    ["rates that the example does not give", "commission", MEMBERSHIP, ""],
    ["an agent with a rate", "commission", MEMBERSHIP, rates("{ A-1: 500 }")],
    ["a rate that the rule fixes", "{ commission: { rateBps: 1 } }", MEMBERSHIP, rates("{}")],
  ])("but not for %s", (_name, then, line, more) => {
    expect(findingsOf(then, line, more)).toEqual({ failures: [], warnings: [] });
    expect(findingsOf(then, line, more, "wouldBeRejected: [no-shipping-address]").failures).toEqual([
      expect.stringContaining("but came out as nothing"),
    ]);
  });
});

test("the missing link of a streaming video is a warning: it can be set, and the task retried", () => {
  const { failures, warnings } = findingsOf(LINKS, STREAM);
  expect(failures).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining("would be rejected: streaming-link-missing V-1")]);
  expect(findingsOf(LINKS, STREAM, "", "wouldBeRejected: [streaming-link-missing]").warnings).toEqual([]);
});

test.each([
  ["an unknown cause", "", "wouldBeRejected: [no-adress]", "must be"],
  ["a rate above the whole", rates("{ A-1: 10001 }"), "not: []", "10000"],
  ["a rate of no agent", rates('{ "a b": 5 }'), "not: []", "1 to 64"],
])("%s in an example is an issue with its position", (_name, more, expected, detail) => {
  expect(() => findingsOf("commission", MEMBERSHIP, more, expected)).toThrow(detail);
});
