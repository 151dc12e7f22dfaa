import { expect, test } from "vitest";
import { checkRulebook } from "./check-rulebook.ts";

const check = (when: string, order: string, expectation: string) =>
  checkRulebook(
    `rules:
  - { id: a, description: A, when: '${when}', then: [commission: {}] }
examples:
  - { name: e, order: ${order}, expect: ${expectation} }
`,
    "yaml",
    { skus: new Set(), now: "2026-11-20T00:00:00Z", catalogue: {} },
  );

const APPLIES = "{ applied: [a] }";
const DOES_NOT = "{ not: [a] }";
const BOOK = "{ type: book, sku: B }";
const OWN_AGENT = "{ type: book, sku: B, agentId: A-2 }";

test.each([
  [
    "the order's agent",
    'has(line.agent) && line.agent == "A-1"',
    `{ agentId: A-1, lines: [${BOOK}] }`,
    APPLIES,
  ],
  [
    "the line's own agent",
    'has(line.agent) && line.agent == "A-2"',
    `{ agentId: A-1, lines: [${OWN_AGENT}] }`,
    APPLIES,
  ],
  ["no agent", "has(line.agent)", `{ lines: [${BOOK}] }`, DOES_NOT],
  [
    "the domain of an address in capitals",
    'order.customer.emailDomain == "example.com"',
    `{ agentId: A-1, customer: { email: Ana@EXAMPLE.com }, lines: [${BOOK}] }`,
    APPLIES,
  ],
])("a condition reads %s", (_name, when, order, expectation) => {
  expect(check(when, order, expectation)).toMatchObject({ ok: true, failedExamples: [] });
});

test.each([
  ['line.agent == "A-1"', "has(line.agent)"],
  ['order.customer.emailDomian == "x"', "did you mean `emailDomain`?"],
  ["line.agent == 1", "type mismatch"],
])("%s is an issue", (when, detail) => {
  const checked = check(when, `{ lines: [${BOOK}] }`, APPLIES);
  expect(checked.ok ? "" : checked.issues[0]?.detail).toContain(detail);
});

test("an attribute that a rulebook has declared as `total` or `agent` keeps its meaning", () => {
  const source = `productTypes: { ticket: { ships: false, attributes: { total: string, agent: int } } }
rules:
  - { id: a, description: A, when: 'line.type == "ticket" && line.total == "x" && line.agent == 3', then: [commission: {}] }
examples:
  - { name: e, order: { agentId: A-1, lines: [{ type: ticket, total: x, agent: 3 }] }, expect: { applied: [a] } }
`;
  const options = { skus: new Set<string>(), now: "2026-11-20T00:00:00Z", catalogue: {} };
  expect(checkRulebook(source, "yaml", options)).toMatchObject({ ok: true, failedExamples: [] });
});
