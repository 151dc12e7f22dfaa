/** What the API and its checker say is there in Portuguese: each sentence of the source, and whole findings. */
import ts from "typescript";
import { expect, test } from "vitest";
import { toPortuguese, translations } from "../src/i18n/issues/pt-br.ts";
import { issuesOf } from "../../test/support/rulebook-source.ts";
import { isArgumentOf, sentencesOf } from "./sentences.ts";

const known = new Map(translations.flatMap((table) => Object.entries(table)));

/** Limits are values, also where the source has them written out. */
const isKnown = (sentence: string): boolean =>
  known.has(sentence) || known.has(sentence.replaceAll(/\d+/g, "{}"));

const isWithin = (node: ts.Node, isIt: (outer: ts.Node) => boolean): boolean =>
  !ts.isSourceFile(node) && (isIt(node) || isWithin(node.parent, isIt));

const isProperty = (node: ts.Node, names: readonly string[]): boolean =>
  ts.isPropertyAssignment(node) && names.includes(node.name.getText());

/** What a key is for is in the JSON schema of editors, and in an issue only where the key is missing. */
const isDescription = (node: ts.Node): boolean =>
  isArgumentOf(node, new Set(["describe", "instant", "example"])) || isProperty(node, ["description"]);

/** Expressions, words of the rule language, and the orders that the checker makes up. */
const NOT_SHOWN =
  /^(map<|list\.|lower\(string|as break |call stack$|\S*\{\}\S* in |line\.type in|a row without cells$)/;
const MADE_UP = new Set([
  "sample-draft.ts",
  "sample-order.ts",
  "language.ts",
  "json-schema.ts",
  "fill-order.ts",
]);

test("each sentence of the checker has a Portuguese one", () => {
  const sentences = sentencesOf(
    "lib/rulebook/check",
    (node, file) => !MADE_UP.has(file) && !ts.isImportDeclaration(node) && !isDescription(node),
  );
  expect(sentences.size).toBeGreaterThan(200);
  expect([...sentences.keys()].filter((one) => !NOT_SHOWN.test(one) && !isKnown(one))).toEqual([]);
});

/** The functions and methods whose arguments are the words of a refusal. */
const REFUSING = new Set([
  "problem",
  "parameterProblem",
  "unavailableProblem",
  "err",
  "refine",
  "regex",
  "min",
  "max",
]);

const isRefusal = (node: ts.Node): boolean =>
  isWithin(
    node,
    (outer) => isArgumentOf(outer, REFUSING) || isProperty(outer, ["detail", "error", "notFound"]),
  );

const isText = (node: ts.Node): boolean => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);

test.each([["functions"], ["lib/http"], ["lib/contract"], ["lib/domain"], ["lib/tasks"]])(
  "each refusal of %s has a Portuguese one",
  (room) => {
    const sentences = sentencesOf(
      room,
      (node) => !ts.isImportDeclaration(node) && !isDescription(node) && (!isText(node) || isRefusal(node)),
    );
    expect(sentences.size).toBeGreaterThan(10);
    expect([...sentences.keys()].filter((one) => !isKnown(one))).toEqual([]);
  },
);

test("a translation has the values of its sentence, each at least once", () => {
  for (const [key, translation] of known) {
    const count = key.split("{}").length - 1;
    const used = new Set([...translation.matchAll(/\{(\d)\}/g)].map(([, index]) => Number(index)));
    expect([...used].sort(), key).toEqual(Array.from({ length: count }, (_, index) => index));
  }
});

const rule = (text: string) => `rules:\n  - id: a-rule\n${text}`;
const SLIP = "    then: [{ packingSlip: { destination: shipping } }]\n";

test.each([
  [rule(`    when: line.typ == "book"\n${SLIP}`), "não há campo `typ` em line; seria `type`?"],
  [rule(`    when: line.type == "bok"\n${SLIP}`), '"bok" não é um valor de `type`; seria `book`?'],
  [
    rule(`    when: line.quantity == "2"\n${SLIP}`),
    "tipos diferentes: um número inteiro não pode ser comparado com um texto",
  ],
  [rule(SLIP), "a regra não tem `when`; escreva `when: true` se vale para tudo"],
  [
    rule('    when: "true"\n    then: [{ packingSlip: { destination: shiping } }]\n'),
    "destino `shiping` não existe; seria `shipping`?",
  ],
  [rule(`    when: line.free\n    oner: x\n${SLIP}`), "não há a chave `oner` em regra; seria `owner`?"],
  [rule('    when: "true"\n    then: []\n'), "`then` deve ter de 1 a 20 ações"],
  ["rules: 3\n", "`rules` deve ser uma lista, não 3"],
])("the issue of %j is in Portuguese", (source, expected) => {
  expect(issuesOf(source).map(({ detail }) => toPortuguese(detail))).toEqual([expected]);
});

test.each([
  [
    "The query parameter since must be at most 366 days before until.",
    "O parâmetro since (query) deve ser no máximo 366 dias antes de until.",
  ],
  ["The body has 2 issues.", "O corpo tem 2 problemas."],
  ["Something that no table knows.", "Something that no table knows."],
])("%s", (english, portuguese) => {
  expect(toPortuguese(english)).toBe(portuguese);
});
