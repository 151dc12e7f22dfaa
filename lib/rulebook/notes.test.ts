/** `note: { text }` of a rule: a note on the order, which is no task. */
import { describe, expect, test } from "vitest";
import { compileSource, decideSource, orderWith, ruleSource } from "../../test/support/decisions.ts";
import { book, laptop } from "../../test/support/orders.ts";
import { checkRulebook } from "./check/check-rulebook.ts";
import { exampleDifferences } from "./difference-examples.ts";
import { differ, differences } from "./differences.ts";
import { decide } from "./decide.ts";
import { runExamples } from "./examples.ts";
import { rulebookSchema } from "./rulebook.ts";
import { startSimulation } from "./simulate.ts";

const OPTIONS = { skus: new Set<string>(), now: "2026-11-23T12:00:00Z" };
const TEXTS = "texts:\n  fragile: { pt-BR: Frágil, en: Fragile }\n";
const note = (text: string) => `{ note: { text: ${text} } }`;
const rules = (...sources: string[]): string => `${TEXTS}rules:\n${sources.join("")}`;
const FOR_ORDER = "    forEach: order\n";

const ORDER = orderWith([laptop({ lineId: "1" }), book({ lineId: "2" }), book({ lineId: "3" })]);
const notesOf = (...sources: string[]) => decideSource(rules(...sources), ORDER).notes;

describe("a note", () => {
  test("of a rule for lines has a reason for each line, and makes no task", () => {
    const { notes, tasks } = decideSource(
      rules(ruleSource("a", 'line.type == "book"', note("Check"))),
      ORDER,
    );
    expect(tasks).toEqual([]);
    expect(notes).toEqual([
      {
        text: "Check",
        because: ["2", "3"].map((lineId) => ({
          ruleId: "a",
          lineId,
          explanation: 'line.type == "book" (was "book")',
        })),
      },
    ]);
  });

  test("of a rule for each order has one reason without a line", () => {
    const [only] = notesOf(ruleSource("a", 'order.currency == "BRL"', note("Check"), FOR_ORDER))!;
    expect(only!.because).toEqual([{ ruleId: "a", explanation: 'order.currency == "BRL" (was "BRL")' }]);
  });

  test("with the same text from several rules is one note with all of them", () => {
    const notes = notesOf(
      ruleSource("a", 'line.type == "book"', note("Check")),
      ruleSource("b", 'line.type == "physical"', note("Check")),
      ruleSource("c", "true", note("Other"), FOR_ORDER),
    )!;
    expect(notes.map(({ text }) => text)).toEqual(["Check", "Other"]);
    expect(notes[0]!.because.map(({ ruleId }) => ruleId)).toEqual(["b", "a", "a"]);
  });

  test("that names a text has it in both languages", () => {
    expect(notesOf(ruleSource("a", "true", note("fragile"), FOR_ORDER))).toMatchObject([
      { text: "fragile", texts: { "pt-BR": "Frágil", en: "Fragile" } },
    ]);
  });

  test("that no rule writes is absent from the decision, and why-not says why", () => {
    const decided = decideSource(rules(ruleSource("a", 'line.type == "video"', note("Check"))), ORDER);
    expect(decided.notes).toBeUndefined();
    expect(decided.whyNot).toHaveLength(3);
  });

  test("is held back by a rule that overrides, and by one that suppresses notes", () => {
    const a = ruleSource("a", "true", note("Check"), FOR_ORDER);
    const over = ruleSource("b", "true", note("Other"), `${FOR_ORDER}    overrides: [a]\n`);
    expect(notesOf(a, over)!.map(({ text }) => text)).toEqual(["Other"]);
    const suppress = "  - { id: s, when: true, suppress: [note], reason: r, owner: a@example.com }\n";
    const held = decideSource(rules(a, suppress), ORDER);
    expect(held.notes).toBeUndefined();
    expect(held.whyNot.find(({ ruleId }) => ruleId === "a")!.explanation).toContain("held back by s");
  });
});

describe("an example", () => {
  const findings = (expected: string, text = "fragile") =>
    runExamples(
      compileSource(
        `${rules(ruleSource("a", "true", note(text), FOR_ORDER))}examples:
  - { name: e, order: { lines: [{ type: book }] }, expect: { notes: [${expected}], applied: [a] } }
`,
      ),
      { catalogue: {} },
    ).map(({ detail }) => detail);

  test.each(["fragile", "Frágil", "Fragile"])("expects a note by its id or its text: %s", (expected) => {
    expect(findings(expected)).toEqual([]);
  });

  test.each([
    ["Careful", "notes should be Careful, but came out as fragile"],
    ["", "notes should be nothing"],
  ])("fails when another note comes out: %s", (expected, detail) => {
    expect(findings(expected)).toEqual([expect.stringContaining(detail)]);
  });
});

describe("between two rulebooks", () => {
  const compiled = (...sources: string[]) => compileSource(rules(...sources));
  const a = compiled(ruleSource("a", "true", note("Check"), FOR_ORDER));
  const b = compiled(ruleSource("b", "true", note("Other"), FOR_ORDER));
  const renamed = compiled(ruleSource("c", 'line.type == "book"', note("Check")));

  test("another note is a difference; the same by another rule is none", () => {
    const difference = differences(decide(a, 1, ORDER, {}), decide(b, 1, ORDER, {}));
    expect(differ(difference)).toBe(true);
    expect(exampleDifferences(difference).notes).toEqual({
      added: [{ text: "Other", ruleId: "b" }],
      removed: [{ text: "Check", ruleId: "a" }],
      changed: [],
    });
    expect(differ(differences(decide(a, 1, ORDER, {}), decide(renamed, 1, ORDER, {})))).toBe(false);
  });

  test("a simulation counts the notes that are new and gone, as a kind and for their rules", () => {
    const simulation = startSimulation(b, a);
    simulation.add({ order: ORDER, catalogue: {}, lookups: { rateOf: () => undefined } });
    expect(simulation.report()).toMatchObject({
      ordersDiffering: 1,
      notes: { added: 1, removed: 1, changed: 0 },
      rules: [
        { ruleId: "b", before: 0, after: 1 },
        { ruleId: "a", before: 1, after: 0 },
      ],
      kinds: [
        { kind: "note", change: "added", orders: 1 },
        { kind: "note", change: "removed", orders: 1 },
      ],
    });
  });
});

describe("the checker", () => {
  const check = (source: string) => checkRulebook(source, "yaml", OPTIONS);

  test("accepts a note, which loads again", () => {
    const checked = check(rules(ruleSource("a", "true", note("Check"))));
    if (!checked.ok) throw new Error(checked.issues[0]!.detail);
    expect(checked.rulebook.rules[0]!.then).toEqual([{ action: "note", text: "Check" }]);
    expect(rulebookSchema.parse(JSON.parse(JSON.stringify(checked.rulebook)))).toEqual(checked.rulebook);
  });

  test.each([
    ["a note without a text", "{ note: {} }", "needs a `text`"],
    ["an unknown key", "{ note: { txt: a } }", "did you mean `text`?"],
    ["an empty text", '{ note: { text: " " } }', "must not be empty"],
    ["an unknown action that is nearly a note", "{ notes: { text: a } }", "did you mean `note`?"],
  ])("reports %s", (_, action, detail) => {
    const checked = check(rules(ruleSource("a", "true", action)));
    expect(checked.ok ? [] : checked.issues.map((issue) => issue.detail)).toContainEqual(
      expect.stringContaining(detail),
    );
  });

  test("warns of a text that nearly names one of `texts`", () => {
    const checked = check(rules(ruleSource("a", "true", note("fragil"))));
    expect(checked.ok && checked.warnings[0]!.detail).toContain("did you mean `fragile`?");
  });
});
