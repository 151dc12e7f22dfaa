/** Mails of a rulebook's own templates: which there are, and what they wait for. */
import { describe, expect, test } from "vitest";
import { decideSource, orderWith, ruleSource } from "../../test/support/decisions.ts";
import { book, laptop, membership, video } from "../../test/support/orders.ts";

const text = (name: string) => `{ pt-BR: "${name} {{order.orderId}}", en: "${name}" }`;
const template = (id: string, per: string) =>
  `  ${id}: { per: ${per}, subject: ${text(id)}, body: ${text(id)} }\n`;
const TEMPLATES = `templates:\n${template("on-its-way", "order")}${template("welcome", "line")}`;

const rules = (...sources: string[]): string => `${TEMPLATES}rules:\n${sources.join("")}`;
const mail = (id: string, after = "") =>
  `{ email: { template: ${id}${after === "" ? "" : `, after: ${after}`} } }`;

const SLIP = ruleSource(
  "slip",
  'line.type in ["physical", "book"]',
  "{ packingSlip: { destination: shipping } }",
);
const ROYALTIES = ruleSource(
  "royalties",
  'line.type == "book"',
  "{ packingSlip: { destination: royalties } }",
);
const ACTIVATION = ruleSource(
  "activation",
  'line.type == "membership"',
  "{ membership: { change: activate } }",
);
const FOR_ORDER = "    forEach: order\n";

const LINES = [
  laptop({ lineId: "1" }),
  book({ lineId: "2" }),
  membership({ lineId: "3" }),
  membership({ lineId: "4" }),
];

const mailsOf = (sources: readonly string[], lines = LINES as Parameters<typeof orderWith>[0]) =>
  decideSource(rules(...sources), orderWith(lines)).tasks.flatMap(
    ({ type, key, lineIds, dependsOn, alsoDependsOn }) =>
      type === "email" ? [{ key, lineIds, waitsFor: [dependsOn ?? [], alsoDependsOn ?? []].flat() }] : [],
  );

const whyNot = (sources: readonly string[], lines = LINES as Parameters<typeof orderWith>[0]) =>
  decideSource(rules(...sources), orderWith(lines)).whyNot.map(({ explanation }) => explanation);

describe("a template", () => {
  test("`per: line` is one mail for each line that the rule applies to", () => {
    expect(mailsOf([ruleSource("a", 'line.type == "membership"', mail("welcome"))])).toEqual([
      { key: "email:welcome:3", lineIds: ["3"], waitsFor: [] },
      { key: "email:welcome:4", lineIds: ["4"], waitsFor: [] },
    ]);
  });

  test("`per: line` in a rule for each order is one mail for each of its lines", () => {
    const keys = mailsOf([ruleSource("a", "true", mail("welcome"), FOR_ORDER)]).map(({ key }) => key);
    expect(keys).toEqual(["email:welcome:1", "email:welcome:2", "email:welcome:3", "email:welcome:4"]);
  });

  test("`per: order` is one mail with the lines of all rules that ask for it", () => {
    const sources = [
      ruleSource("a", 'line.type == "book"', mail("on-its-way")),
      ruleSource("b", 'line.type == "physical"', mail("on-its-way")),
    ];
    expect(mailsOf(sources)).toEqual([{ key: "email:on-its-way", lineIds: ["1", "2"], waitsFor: [] }]);
  });

  test("has its text's digest in the task, which another text changes", () => {
    const payloadOf = (source: string) => decideSource(source, orderWith(LINES)).tasks[0]!.payload;
    const source = rules(ruleSource("a", 'line.type == "book"', mail("welcome")));
    expect(payloadOf(source)).toEqual(payloadOf(source));
    expect(payloadOf(source)).not.toEqual(payloadOf(source.replaceAll('en: "welcome"', 'en: "hello"')));
  });
});

describe("a mail `after: packingSlip`", () => {
  test("waits for all slips of the order, also for those without its line", () => {
    const sources = [
      SLIP,
      ROYALTIES,
      ruleSource("a", 'line.type == "physical"', mail("welcome", "packingSlip")),
    ];
    expect(mailsOf(sources)).toEqual([
      {
        key: "email:welcome:1",
        lineIds: ["1"],
        waitsFor: ["packing_slip:shipping", "packing_slip:royalties"],
      },
    ]);
  });

  test("of the built-in template with links waits for them as well", () => {
    const sources = [
      SLIP,
      ruleSource(
        "links",
        'line.type == "video" && line.delivery == "streaming"',
        mail("streaming-links", "packingSlip"),
      ),
    ];
    expect(mailsOf(sources, [laptop({ lineId: "1" }), video({ lineId: "2" })])).toEqual([
      { key: "email:streaming-links", lineIds: ["2"], waitsFor: ["packing_slip:shipping"] },
    ]);
  });

  test("is none where the order has no slip, and says why", () => {
    const sources = [SLIP, ruleSource("a", "true", mail("on-its-way", "packingSlip"), FOR_ORDER)];
    const lines = [membership({ lineId: "1" })];
    expect(mailsOf(sources, lines)).toEqual([]);
    expect(whyNot(sources, lines)).toContain(
      "no rule issues a packing slip for this order, so there is nothing to wait for",
    );
  });
});

describe("a mail `after: membership`", () => {
  test("`per: line` waits for the change of its line", () => {
    const sources = [ACTIVATION, ruleSource("a", 'line.type == "membership"', mail("welcome", "membership"))];
    expect(mailsOf(sources)).toEqual([
      { key: "email:welcome:3", lineIds: ["3"], waitsFor: ["membership:3:activate"] },
      { key: "email:welcome:4", lineIds: ["4"], waitsFor: ["membership:4:activate"] },
    ]);
  });

  test("`per: order` waits for all changes of the order", () => {
    const sources = [ACTIVATION, ruleSource("a", "true", mail("on-its-way", "membership"), FOR_ORDER)];
    expect(mailsOf(sources)).toEqual([
      {
        key: "email:on-its-way",
        lineIds: ["1", "2", "3", "4"],
        waitsFor: ["membership:3:activate", "membership:4:activate"],
      },
    ]);
  });

  test("is none where nothing changes a membership", () => {
    const sources = [ruleSource("a", 'line.type == "membership"', mail("welcome", "membership"))];
    expect(mailsOf(sources)).toEqual([]);
    expect(whyNot(sources)).toContainEqual(expect.stringContaining("no rule changes a membership"));
  });
});

test("a mail that one rule wants after the slips and another after the memberships waits for both", () => {
  const sources = [
    SLIP,
    ACTIVATION,
    ruleSource("a", "true", mail("on-its-way", "packingSlip"), FOR_ORDER),
    ruleSource("b", "true", mail("on-its-way", "membership"), FOR_ORDER),
    ruleSource("c", "true", mail("on-its-way"), FOR_ORDER),
  ];
  expect(mailsOf(sources)).toMatchObject([
    { waitsFor: ["packing_slip:shipping", "membership:3:activate", "membership:4:activate"] },
  ]);
});

test("a decision leaves the payloads of the rulebook as they are", () => {
  const source = rules(
    SLIP,
    ACTIVATION,
    ruleSource(
      "a",
      "true",
      `${mail("on-its-way", "packingSlip")}, ${mail("on-its-way", "membership")}`,
      FOR_ORDER,
    ),
  );
  expect(decideSource(source, orderWith(LINES))).toEqual(decideSource(source, orderWith(LINES)));
});
