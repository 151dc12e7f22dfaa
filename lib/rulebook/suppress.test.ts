import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileSource, decideSource, orderWith, ruleSource } from "../../test/support/decisions.ts";
import { book, laptop, video } from "../../test/support/orders.ts";
import { issuesOf, warningsOf } from "../../test/support/rulebook-source.ts";
import { decide } from "./decide.ts";
import { startSimulation } from "./simulate.ts";

const REASON = "    reason: The house earns nothing\n    owner: sales@example.com\n";
const suppress = (id: string, when: string, kinds: string, more = ""): string =>
  `  - id: ${id}\n    when: |\n      ${when}\n${REASON}${more}    suppress: [${kinds}]\n`;

const ORDER = orderWith([book({ lineId: "1" }), laptop({ lineId: "2" })], { agentId: "A-1" });
const SHIPPING = "{ packingSlip: { destination: shipping } }";
const ROYALTIES = "{ packingSlip: { destination: royalties } }";
const EARN = ruleSource("earn", "true", "commission");
const linesOf = (source: string, order = ORDER): Record<string, readonly string[]> =>
  Object.fromEntries(
    decideSource(`rules:\n${source}`, order).tasks.map(({ key, lineIds }) => [key, lineIds]),
  );

describe("a rule that suppresses an effect", () => {
  test.each([
    ["before", suppress("none", 'line.type == "book"', "commission") + EARN],
    ["after", EARN + suppress("none", 'line.type == "book"', "commission")],
  ])("holds it back for its lines, written %s the other rule", (_name, source) => {
    expect(linesOf(source)).toEqual({ "commission:A-1": ["2"] });
  });

  test("is named by the explanation, with its values and its reason", () => {
    const { whyNot } = decideSource(
      `rules:\n${EARN}${suppress("no-house-commission", 'order.customer.emailDomain == "example.com"', "commission")}`,
      orderWith([book({ lineId: "1" })], {
        agentId: "A-1",
        customer: { ...ORDER.customer, email: "a@example.com" },
      }),
    );
    expect(whyNot).toEqual([
      {
        ruleId: "earn",
        lineId: "1",
        explanation:
          'earn would have applied; held back by no-house-commission: order.customer.emailDomain == "example.com" (was "example.com") — The house earns nothing',
      },
    ]);
  });

  test("for each order holds it back on every line", () => {
    const source = EARN + suppress("none", "has(order.agentId)", "commission", "    forEach: order\n");
    expect(linesOf(source)).toEqual({});
  });

  test("takes its lines from a rule for each order", () => {
    const whole = ruleSource("whole", "true", SHIPPING, "    forEach: order\n");
    expect(linesOf(whole + suppress("none", 'line.type == "book"', "packingSlip"))).toEqual({
      "packing_slip:shipping": ["2"],
    });
  });

  test("holds back one destination and leaves the other actions of the same rule", () => {
    const both = ruleSource("both", "true", `${SHIPPING}, ${ROYALTIES}, commission`);
    const source = both + suppress("none", 'line.type == "book"', "packingSlip:royalties");
    expect(linesOf(source)).toEqual({
      "packing_slip:shipping": ["1", "2"],
      "packing_slip:royalties": ["2"],
      "commission:A-1": ["1", "2"],
    });
    expect(decideSource(`rules:\n${source}`, ORDER).whyNot).toContainEqual(
      expect.objectContaining({
        ruleId: "both",
        lineId: "1",
        explanation: expect.stringMatching(
          /^packingSlip:royalties of both would have applied; held back by none/,
        ),
      }),
    );
  });

  test.each([
    ["email", ruleSource("mail", "true", "{ email: { template: streaming-links } }")],
    ["email:streaming-links", ruleSource("mail", "true", "{ email: { template: streaming-links } }")],
    ["membership", ruleSource("member", "true", "{ membership: { change: deactivate } }")],
    ["webhook", ruleSource("hook", "true", "{ webhook: { connection: c, event: e, payload: {} } }")],
    ["packingSlip", ruleSource("slip", "true", SHIPPING)],
    ["packingSlip:shipping", ruleSource("slip", "true", SHIPPING)],
  ])("holds back %s", (kind, rule) => {
    const order = orderWith([video({ lineId: "1", delivery: "streaming" })]);
    expect(Object.keys(linesOf(rule, order))).toHaveLength(1);
    expect(linesOf(rule + suppress("none", "true", kind), order)).toEqual({});
  });

  test.each([
    ["it is switched off", "    enabled: false\n"],
    ["it is not in force yet", "    from: 2030-01-01T00:00:00Z\n"],
    ["it has ended", "    until: 2020-01-01T00:00:00Z\n"],
    ["an exception holds it back", '    except: [{ id: x, when: "true", reason: r }]\n'],
    [
      "it is paused",
      "    paused: [{ from: 2000-01-01T00:00:00Z, until: 2090-01-01T00:00:00Z, reason: r }]\n",
    ],
  ])("holds nothing back when %s", (_name, more) => {
    expect(linesOf(EARN + suppress("none", "true", "commission", more))).toEqual({
      "commission:A-1": ["1", "2"],
    });
  });

  test("holds nothing back where another rule overrides it", () => {
    const over = ruleSource("over", 'line.type == "book"', ROYALTIES, "    overrides: [none]\n");
    expect(linesOf(EARN + suppress("none", "true", "commission") + over)).toEqual({
      "packing_slip:royalties": ["1"],
      "commission:A-1": ["1"],
    });
  });

  test("leaves a slip its lines when it holds back the slip that would take them", () => {
    const take = ruleSource(
      "take",
      "true",
      "{ packingSlip: { destination: royalties, insteadOf: shipping } }",
    );
    const source = ruleSource("slip", "true", SHIPPING) + take;
    expect(linesOf(source)).toEqual({ "packing_slip:royalties": ["1", "2"] });
    expect(linesOf(source + suppress("none", 'line.type == "book"', "packingSlip:royalties"))).toEqual({
      "packing_slip:shipping": ["1"],
      "packing_slip:royalties": ["2"],
    });
  });

  test("says where there is nothing to hold back", () => {
    const source = `rules:\n${ruleSource("earn", 'line.type == "book"', "commission")}${suppress("none", "true", "commission")}`;
    expect(decideSource(source, ORDER).whyNot).toContainEqual({
      ruleId: "none",
      lineId: "2",
      explanation: "there is nothing to hold back",
    });
  });
});

describe("free items that are suppressed", () => {
  const gift = (more = "") =>
    ruleSource("gift", "true", "{ addFreeItem: { sku: BOOKMARK, reason: r } }, commission", more);
  const free = (source: string) =>
    decideSource(`rules:\n${source}`, ORDER).lines.flatMap(({ free: isFree, gift: about }) =>
      isFree ? [about!.causedBy] : [],
    );

  test("are not added, and the other actions of their rule happen", () => {
    const source = gift() + suppress("none", "true", "addFreeItem");
    expect(free(source)).toEqual([]);
    expect(linesOf(source)).toEqual({ "commission:A-1": ["1", "2"] });
  });

  test("are added because of another line", () => {
    expect(free(gift() + suppress("none", 'line.type == "book"', "addFreeItem"))).toEqual(["2"]);
    expect(
      free(gift("    forEach: order\n") + suppress("none", 'line.type == "book"', "addFreeItem")),
    ).toEqual(["2"]);
  });
});

test("a rule that suppresses is expected by examples and counted by simulations", () => {
  const source = `rules:\n${EARN}${suppress("none", 'line.type == "book"', "commission")}
examples:
  - name: No commission
    order: { agentId: A-1, lines: [{ type: book }] }
    expect: { commissions: [], applied: [none], not: [earn] }
  - name: Commission
    order: { agentId: A-1, lines: [{ type: physical }] }
    expect: { commissions: [A-1], applied: [earn], not: [none] }
`;
  expect(warningsOf(source)).toEqual([]);
  const simulation = startSimulation(compileSource(source), compileSource(`rules:\n${EARN}`));
  simulation.add({ order: ORDER, catalogue: {}, lookups: { rateOf: () => 1_000 } });
  expect(simulation.report()).toMatchObject({
    rules: [
      { ruleId: "earn", before: 1, after: 1 },
      { ruleId: "none", before: 0, after: 1 },
    ],
    tasks: { commission: { changed: 1 } },
  });
});

describe("issues of suppress", () => {
  test.each([
    ["an unknown kind", "comission", "unknown effect `comission`; did you mean `commission`?"],
    [
      "an unknown destination",
      "packingSlip:royaltis",
      "unknown destination `royaltis`; did you mean `royalties`?",
    ],
    [
      "an unknown template",
      "email:streaming",
      "unknown template `streaming`; did you mean `streaming-links`?",
    ],
    [
      "a kind that has no targets",
      "commission:A-1",
      "commission is held back as a whole: write `commission`",
    ],
    ["a duplicate", "webhook, webhook", "`webhook` is a duplicate"],
  ])("%s", (_name, kinds, detail) => {
    expect(issuesOf(`rules:\n${EARN}${suppress("none", "true", kinds)}`)).toEqual([
      expect.objectContaining({
        ruleId: "none",
        detail,
        pointer: expect.stringContaining("/rules/1/suppress/"),
      }),
    ]);
  });

  test.each([
    ["no reason", "owner: o, suppress: [commission]", "needs a `reason`"],
    ["no owner", "reason: r, suppress: [commission]", "needs an `owner`"],
    ["actions", "reason: r, owner: o, suppress: [commission], then: [commission]", "has no `then`"],
    ["nothing to suppress", "reason: r, owner: o, suppress: []", "must name at least one effect"],
    ["neither actions nor effects", "owner: o", "the rule has no `then`: what must happen?"],
    ["a reason and actions", "reason: r, then: [commission]", "a `reason` is for a rule with `suppress`"],
  ])("a rule with %s", (_name, keys, detail) => {
    const issues = issuesOf(`rules:\n  - { id: a, when: "true", ${keys} }\n`);
    expect(issues).toEqual([expect.objectContaining({ detail: expect.stringContaining(detail) })]);
  });
});

describe("warnings about suppress", () => {
  const warned = (source: string) => warningsOf(`rules:\n${source}`);

  test.each([
    ["no rule has the effect", EARN + suppress("none", "true", "webhook"), "no rule has `webhook`"],
    [
      "no rule has it where the condition holds",
      ruleSource("earn", 'line.type == "book"', "commission") +
        suppress("none", 'line.type == "video"', "commission"),
      "the rule holds nothing back",
    ],
    ["no line fits", EARN + suppress("none", "line.quantity < 1", "commission"), "the rule can never apply"],
  ])("%s", (_name, source, detail) => {
    expect(warned(source)).toEqual([expect.stringContaining(detail)]);
  });

  test("a rule that suppresses covers no other and is covered by none", () => {
    const twice = suppress("one", "true", "commission") + suppress("two", "true", "commission");
    expect(warned(EARN + twice)).toEqual([]);
  });
});

test("random rulebooks decide as a naive reading of suppress does", () => {
  const TYPES = ["book", "physical", "video"] as const;
  const types = fc.subarray([...TYPES], { minLength: 1 });
  const ACTIONS = ["packingSlip:shipping", "packingSlip:royalties", "webhook"] as const;
  const KINDS = [...ACTIONS, "packingSlip"] as const;
  const rule = fc.record({ types, actions: fc.subarray([...ACTIONS], { minLength: 1 }) });
  const suppressing = fc.record({ types, kinds: fc.subarray([...KINDS], { minLength: 1 }) });
  const order = orderWith([book({ lineId: "1" }), laptop({ lineId: "2" }), video({ lineId: "3" })]);
  const when = (list: readonly string[]) => `line.type in ${JSON.stringify(list)}`;
  const written = (action: string) =>
    action === "webhook"
      ? "{ webhook: { connection: c, event: e, payload: {} } }"
      : `{ packingSlip: { destination: ${action.slice(12)} } }`;
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 3 }),
      fc.array(suppressing, { minLength: 1, maxLength: 3 }),
      (rules, holders) => {
        const source = [
          ...rules.map((one, index) =>
            ruleSource(`r${index}`, when(one.types), one.actions.map(written).join(", ")),
          ),
          ...holders.map((one, index) => suppress(`s${index}`, when(one.types), one.kinds.join(", "))),
        ].join("");
        const expected = order.lines.flatMap(({ type, lineId }) =>
          ACTIONS.filter(
            (action) =>
              rules.some((one) => one.types.includes(type as never) && one.actions.includes(action)) &&
              !holders.some(
                (one) =>
                  one.types.includes(type as never) &&
                  one.kinds.some((kind) => kind === action || action.startsWith(`${kind}:`)),
              ),
          ).map((action) => `${action} ${lineId}`),
        );
        const { tasks } = decide(compileSource(`rules:\n${source}`), 1, order, {});
        const actual = tasks.flatMap(({ key, lineIds }) =>
          lineIds.map(
            (id) =>
              `${key.startsWith("webhook") ? "webhook" : key.replace("packing_slip", "packingSlip")} ${id}`,
          ),
        );
        expect(actual.toSorted()).toEqual(expected.toSorted());
      },
    ),
    { numRuns: 100, seed: 31 },
  );
}, 60_000);
