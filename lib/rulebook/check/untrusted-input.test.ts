/** Untrusted rulebooks: the checker returns for any text, in bounded time, and no expression reaches outside the order. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { STARTING_CATALOGUE } from "../starting-catalogue.ts";
import { checkRulebook, MAX_SOURCE_BYTES } from "./check-rulebook.ts";

const OPTIONS = { skus: new Set(Object.keys(STARTING_CATALOGUE)), now: "2026-11-23T12:00:00Z" };
const SLIP = "    then: [{ packingSlip: { destination: shipping } }]\n";

/** How many random inputs of each kind; more with RULEBOOK_FUZZ. */
/** Thousands of checks, on a machine that does other work. */
const RANDOM_TIMEOUT_MS = 60_000;
const RUNS = Number(process.env.RULEBOOK_FUZZ ?? 700);

/** A watchdog: a check takes a small part of it on any machine. */
const TIME_LIMIT_MS = 10_000;

const check = (source: string, format: "yaml" | "json" = "yaml") => {
  const started = performance.now();
  const checked = checkRulebook(source, format, OPTIONS);
  return { checked, tookMs: performance.now() - started };
};

const details = (source: string, format: "yaml" | "json" = "yaml"): string => {
  const { checked, tookMs } = check(source, format);
  expect(tookMs).toBeLessThan(TIME_LIMIT_MS);
  return (checked.ok ? checked.warnings : checked.issues).map(({ detail }) => detail).join("\n");
};

const withWhen = (condition: string): string =>
  `rules:\n  - id: a\n    when: |\n      ${condition.replaceAll("\n", " ")}\n${SLIP}`;

describe("hostile documents", () => {
  test("a text beyond the size limit is refused without parsing", () => {
    expect(details(`# ${"x".repeat(MAX_SOURCE_BYTES)}`)).toContain("256 KiB");
    expect(details(`# ${"é".repeat(MAX_SOURCE_BYTES / 2)}`)).toContain("256 KiB");
  });

  test("nested anchors (billion laughs) are refused at the first anchor", () => {
    const levels = Array.from(
      { length: 20 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]`,
    );
    expect(details(`l0: &l0 lol\n${levels.join("\n")}\nrules: *l20\n`)).toContain("anchors");
  });

  test.each([
    ["flow lists", "[".repeat(100_000)],
    ["flow mappings", "{a: ".repeat(50_000)],
    ["block lists", "- ".repeat(100_000)],
    ["block mappings", Array.from({ length: 600 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["closed flow lists", `rules: ${"[".repeat(5000)}${"]".repeat(5000)}`],
  ])("deep nesting of %s is an issue", (_name, source) => {
    expect(details(source)).not.toBe("");
  });

  test("deep nesting of JSON is an issue", () => {
    expect(details(`{"rules":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "json")).toContain("nested");
  });

  test("a document with more than 200 issues has the first 200 reported", () => {
    const rules = Array.from(
      { length: 500 },
      (_, index) => `  - id: r${index}\n    when: lin.x == 1\n${SLIP}`,
    );
    const { checked } = check(`rules:\n${rules.join("")}`);
    expect(checked.ok ? 0 : checked.issues.length).toBe(200);
  });

  test.each(["rules", "tables", "examples"])(
    "too many %s are an issue, whatever is in their place",
    (key) => {
      const items = [
        0,
        "",
        false,
        null,
        "x",
        5,
        [],
        {},
        { id: "a", when: "true", then: 5 },
        { id: "a", rows: 5 },
      ];
      for (const item of items)
        expect(details(JSON.stringify({ [key]: Array(1_001).fill(item) }), "json")).toMatch(
          /more than|at most/,
        );
    },
  );

  test("500 rules with long conditions are checked within the time limit", () => {
    const clause = '(line.type in ["book", "video"] || has(line.agentId) && line.agentId != "A")';
    const condition = Array.from({ length: 5 }, () => clause).join(" && ");
    const rules = Array.from(
      { length: 500 },
      (_, index) => `  - id: r${index}\n    when: |\n      ${condition}\n${SLIP}`,
    );
    const { checked, tookMs } = check(`rules:\n${rules.join("")}`);
    expect(checked.ok).toBe(true);
    expect(tookMs).toBeLessThan(TIME_LIMIT_MS);
  });

  test("more than 500 rules are an issue", () => {
    const rules = Array.from(
      { length: 501 },
      (_, index) => `  - id: r${index}\n    when: line.free\n${SLIP}`,
    );
    expect(details(`rules:\n${rules.join("")}`)).toContain("more than 500 rules");
  });

  test("NUL and unpaired surrogates, which PostgreSQL cannot store, are issues", () => {
    expect(details("rules: \u0000")).toContain("NUL");
    expect(details('rules: "\ud800"')).toContain("an unpaired surrogate");
    expect(details(withWhen('line.sku == "\\u0000"'))).not.toBe("");
    expect(
      details('rules: [{ id: a, description: "\\ud800", when: line.free, then: [commission] }]'),
    ).toContain("unpaired");
  });
});

const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "__defineGetter__",
];

describe("names of JavaScript's built-in properties", () => {
  test.each(NAMES)("%s is not a field, a key or a function", (name) => {
    for (const condition of [
      `line.${name} == "x"`,
      `order.customer.${name} == "x"`,
      `has(line.${name})`,
      `${name}.x == "x"`,
      `line.sku.${name}() == "x"`,
      `order.lines.exists(l, l.${name} == "x")`,
      `line["${name}"] == "x"`,
    ])
      expect(check(withWhen(condition)).checked.ok).toBe(false);
    expect(check(`${name}: 1\nrules: []`).checked.ok).toBe(false);
    expect(check(`rules: []\nproductTypes: { ${name}: { ships: true } }`).checked.ok).toBe(
      !/_proto_|[A-Z]|constructor|prototype|__/.test(name),
    );
    expect(check(`rules: [{ id: a, when: line.free, then: [{ ${name}: {} }] }]`).checked.ok).toBe(false);
  });

  test("a JSON document with __proto__ keys does not change Object.prototype", () => {
    check('{"__proto__":{"polluted":true},"rules":[{"__proto__":{"polluted":true}}]}', "json");
    expect({}).not.toHaveProperty("polluted");
  });
});

const KEYS = [
  ...[
    "rules",
    "plans",
    "productTypes",
    "examples",
    "id",
    "when",
    "then",
    "except",
    "from",
    "until",
    "forEach",
  ],
  ...[
    "packingSlip",
    "email",
    "addFreeItem",
    "expect",
    "order",
    "lines",
    "type",
    "attributes",
    "__proto__",
    "name",
  ],
];
const leaf = fc.oneof(
  fc.constantFrom(
    "book",
    "line.type == 1",
    "shipping",
    "a",
    "2026-01-01T00:00:00Z",
    "order",
    "membership",
    "string",
  ),
  fc.string({ maxLength: 20 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    leaf,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 8 })), tie("tree"), {
      maxKeys: 6,
    }),
  ),
}));

const TOKENS = [
  ..."order line l . , ( ) [ ] { } && || ! == != < <= > >= in has size exists all true false null".split(" "),
  ...'"book" "" 1 -1 1.5 0x1 type sku lines metadata ? : + - matches __proto__ // \\ \' " `'.split(" "),
];
const tokens = fc.array(fc.constantFrom(...TOKENS), { maxLength: 40 }).map((words) => words.join(" "));

describe("random input", () => {
  const expectResult = (source: string, format: "yaml" | "json"): void => {
    const { checked, tookMs } = check(source, format);
    expect(tookMs).toBeLessThan(TIME_LIMIT_MS);
    if (checked.ok) return;
    expect(checked.issues.length).toBeGreaterThan(0);
    for (const { line, column, caret } of checked.issues) {
      expect(line).toBeGreaterThan(0);
      expect(column).toBeGreaterThan(0);
      expect(caret).toContain("^");
    }
  };

  test("random text has a result", { timeout: RANDOM_TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => expectResult(text, "yaml")),
      { numRuns: RUNS },
    );
  });

  test("random trees have a result, as JSON and as YAML", { timeout: RANDOM_TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(tree, (value) => {
        const text = JSON.stringify(value) ?? "";
        expectResult(text, "json");
        expectResult(text, "yaml");
      }),
      { numRuns: RUNS },
    );
  });

  test("random trees as rules have a result", { timeout: RANDOM_TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), tree, (rules, examples) =>
        expectResult(JSON.stringify({ rules, examples }), "json"),
      ),
      { numRuns: RUNS },
    );
  });

  test("random tokens as a condition have a result", { timeout: RANDOM_TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(tokens, (condition) => expectResult(withWhen(condition), "yaml")),
      { numRuns: 2 * RUNS },
    );
  });

  test("random text as a condition has a result", { timeout: RANDOM_TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (condition) =>
        expectResult(
          `{"rules":[{"id":"a","when":${JSON.stringify(condition)},"then":["commission"]}]}`,
          "json",
        ),
      ),
      { numRuns: 2 * RUNS },
    );
  });
});
