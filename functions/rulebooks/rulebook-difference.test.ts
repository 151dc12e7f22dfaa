import { expect, test } from "vitest";
import { check } from "../../test/support/rulebook-source.ts";
import type { Rulebook } from "../../lib/rulebook/rulebook.ts";
import { rulebookDifferences } from "./rulebook-difference.ts";

const rulebook = (source: string): Rulebook => {
  const checked = check(source);
  if (!checked.ok) throw new Error(checked.issues.map(({ detail }) => detail).join("\n"));
  return checked.rulebook;
};

const rule = (id: string, more = "") =>
  `  - id: ${id}\n    when: "!line.free"\n${more}    then: [commission]\n`;
const RULES = `rules:\n${rule("a")}`;
const titles = (name: string) => `{ title: { pt-BR: ${name}, en: ${name} }`;

const differences = (before: string, after: string) =>
  rulebookDifferences(rulebook(before), rulebook(after)).map(({ detail }) => detail);

test.each([
  ["a new rule", RULES, `${RULES}${rule("b")}`, ["rule b was added"]],
  ["a rule that is gone", `${RULES}${rule("b")}`, RULES, ["rule b was removed"]],
  [
    "a rule that says something else",
    RULES,
    `rules:\n${rule("a", "    owner: x@example.com\n")}`,
    ["rule a was changed"],
  ],
  ["a new id", RULES, `rules:\n${rule("b", "    renamedFrom: a\n")}`, ["rule b was renamed from a"]],
  [
    "a plan's title",
    `plans: { x: ${titles("A")}, rank: 1 } }\n${RULES}`,
    `plans: { x: ${titles("B")}, rank: 1 } }\n${RULES}`,
    ["the plans were changed"],
  ],
  [
    "a product type",
    RULES,
    `productTypes: { ticket: { ships: false } }\n${RULES}`,
    ["the product types were changed"],
  ],
  [
    "a destination",
    RULES,
    `destinations: { shipping: ${titles("A")}, recipient: customer } }\n${RULES}`,
    ["the destinations were changed"],
  ],
  ["a text", RULES, `texts: { thanks: { pt-BR: A, en: B } }\n${RULES}`, ["the texts were changed"]],
  [
    "a mail template",
    RULES,
    `templates: { t: { per: order, subject: { pt-BR: A, en: B }, body: { pt-BR: A, en: B } } }\n${RULES}`,
    ["the mail templates were changed"],
  ],
  [
    "a table",
    RULES,
    `tables:\n  - { id: t, rows: [{ when: { line.type: book }, then: [{ packingSlip: { destination: royalties } }] }], else: { then: [commission] } }\n${RULES}`,
    ["rule t/1 was added", "rule t/else was added", "the tables were changed"],
  ],
  [
    "an example",
    RULES,
    `${RULES}examples: [{ name: e, order: { lines: [{ type: book }] }, expect: { packingSlips: [] } }]\n`,
    ["the examples were changed"],
  ],
  [
    "the mails about memberships",
    RULES,
    `memberships: { endedMail: true }\n${RULES}`,
    ["the mails about memberships were changed"],
  ],
  ["nothing", RULES, `# a comment\n${RULES}`, []],
])("%s is a difference", (_name, before, after, expected) => {
  expect(differences(before, after)).toEqual(expected);
});
