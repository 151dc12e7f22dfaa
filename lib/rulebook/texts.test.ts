/** `texts:` of a rulebook: reasons that name one are shown in the reader's language. */
import { describe, expect, test } from "vitest";
import { decideSource, orderWith, ruleSource } from "../../test/support/decisions.ts";
import { book } from "../../test/support/orders.ts";
import { checkRulebook } from "./check/check-rulebook.ts";
import { compile } from "./compile.ts";
import { decideWithWhyNot } from "./why-not.ts";

const OPTIONS = { skus: new Set(["BOOKMARK"]), now: "2026-11-23T12:00:00Z" };
const TEXTS = `texts:
  court-1997: { pt-BR: Decisão judicial, en: Court decision }
`;

const gift = (reason: string) =>
  ruleSource("gift", "true", `{ addFreeItem: { sku: BOOKMARK, reason: ${reason} } }`);
const giftOf = (source: string, locale: "pt-BR" | "en") =>
  decideSource(source, orderWith([book({ lineId: "1" })], { locale })).lines.at(-1)!.gift;

const texts = { "pt-BR": "Decisão judicial", en: "Court decision" };

describe("the reason of a free item", () => {
  test("that names a text is in the language of the order, and keeps both", () => {
    const source = `${TEXTS}rules:\n${gift("court-1997")}`;
    expect(giftOf(source, "pt-BR")).toMatchObject({ reason: "Decisão judicial", reasonTexts: texts });
    expect(giftOf(source, "en")).toMatchObject({ reason: "Court decision", reasonTexts: texts });
  });

  test.each([
    ["court-1998", TEXTS],
    ["constructor", TEXTS],
    ["court-1997", ""],
    ["Court decision", TEXTS],
  ])("that names no text is shown as it is written: %s", (reason, declared) => {
    expect(giftOf(`${declared}rules:\n${gift(reason)}`, "en")).toEqual({
      ruleId: "gift",
      reason,
      causedBy: "1",
    });
  });
});

test("explanations, which are in English, show the English text of an exception and a pause", () => {
  const more = (reason: string) => `    owner: a@example.com
    paused: [{ from: 2027-01-01T00:00:00Z, until: 2027-02-01T00:00:00Z, reason: ${reason} }]
    except: [{ id: sp, when: true, reason: ${reason} }]
`;
  const source = `${TEXTS}rules:\n${ruleSource("slip", "true", "commission", more("court-1997"))}`;
  const explain = (paidAt: string) => {
    const order = orderWith([book({ lineId: "1" })]);
    return decideSource(source, { ...order, payment: { ...order.payment, paidAt } }).whyNot[0]!.explanation;
  };
  expect(explain("2026-11-20T12:00:00Z")).toMatch(/ — Court decision$/);
  expect(explain("2027-01-20T12:00:00Z")).toMatch(/^paused: .* — Court decision$/);
});

test("explanations show the English text of a rule that suppresses", () => {
  const suppress = `  - { id: none, when: true, suppress: [commission], reason: court-1997, owner: a@example.com }\n`;
  const source = `${TEXTS}rules:\n${ruleSource("pay", "true", "commission")}${suppress}`;
  const order = orderWith([book({ lineId: "1", agentId: "A-1" })]);
  expect(decideSource(source, order).whyNot.map(({ explanation }) => explanation)).toContainEqual(
    expect.stringMatching(/held back by none: .* — Court decision$/),
  );
});

describe("a reason that nearly names a text", () => {
  const warningsOf = (source: string) => {
    const checked = checkRulebook(source, "yaml", OPTIONS);
    if (!checked.ok) throw new Error(checked.issues.map(({ detail }) => detail).join("\n"));
    return checked.warnings.map(({ ruleId, line, detail }) => ({ ruleId, line, detail }));
  };

  test.each(["court-197", "court1997", "court"])("is a warning at its place: %s", (reason) => {
    expect(warningsOf(`${TEXTS}rules:\n${gift(reason)}`)).toContainEqual({
      ruleId: "gift",
      line: 7,
      detail: `no text \`${reason}\`, so it is shown as it is written; did you mean \`court-1997\`?`,
    });
  });

  test("of an exception and a pause is one too", () => {
    const more = `    owner: a@example.com
    paused: [{ from: 2027-01-01T00:00:00Z, until: 2027-02-01T00:00:00Z, reason: court-199 }]
    except: [{ id: sp, when: 'line.sku == "A"', reason: court-199 }]
`;
    const warnings = warningsOf(`${TEXTS}rules:\n${ruleSource("slip", "true", "commission", more)}`);
    expect(warnings.map(({ line }) => line)).toEqual([8, 9]);
  });

  test.each(["court-1997", "campaign", "Court-1997", "court 1997 again"])("but not %s", (reason) => {
    const warnings = warningsOf(`${TEXTS}rules:\n${gift(`"${reason}"`)}`);
    expect(warnings.filter(({ detail }) => detail.startsWith("no text"))).toEqual([]);
  });
});

test("a text needs both languages, and an id in lower case", () => {
  const issuesOf = (declared: string) => {
    const checked = checkRulebook(`texts: { ${declared} }\nrules: []\n`, "yaml", OPTIONS);
    return checked.ok ? [] : checked.issues.map(({ detail }) => detail);
  };
  expect(issuesOf("a: { pt-BR: x }")).toEqual(["text `a` needs an `en`: in English"]);
  expect(issuesOf("A b: { pt-BR: x, en: y }")[0]).toContain("must be lower case letters, digits and -");
  expect(issuesOf("a: { pt-BR: x, en: ' ' }")[0]).toContain("must not be empty");
});

test("a stored rulebook without texts decides as before", () => {
  const checked = checkRulebook(`rules:\n${gift("court-1997")}`, "yaml", OPTIONS);
  const stored = JSON.parse(JSON.stringify(checked.ok && checked.rulebook));
  expect(Object.keys(stored)).not.toContain("texts");
  const { decision } = decideWithWhyNot(compile(stored), 1, orderWith([book({ lineId: "1" })]), {
    BOOKMARK: { sku: "BOOKMARK", type: "physical", title: "Bookmark" },
  });
  expect(decision.lines.at(-1)!.gift).toEqual({ ruleId: "gift", reason: "court-1997", causedBy: "1" });
});
