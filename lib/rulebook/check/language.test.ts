import { describe, expect, test } from "vitest";
import { checkRulebook } from "./check-rulebook.ts";
import { actionTable } from "./action-table.ts";
import { ACTION_ENTRIES } from "./action-source.ts";
import { fieldTable } from "./field-table.ts";
import { FUNCTIONS, OPERATORS } from "./language.ts";
import { vocabularyOf } from "./vocabulary.ts";

const TYPES = `productTypes:
  ticket: { ships: false, attributes: { venue: string, seat: string? } }
`;

const issuesOf = (when: string, more = ""): readonly string[] => {
  const source = `${TYPES}rules:\n  - id: a\n    when: ${JSON.stringify(when)}\n${more}    then: [{ note: { text: x } }]\n`;
  const checked = checkRulebook(source, "yaml", { skus: new Set(), now: "2026-01-01T00:00:00Z" });
  return checked.ok ? [] : checked.issues.map(({ detail }) => detail);
};

/** A condition that the usage is part of. */
const conditionOf = (usage: string, returns: string): string => {
  const written = usage.replace("…", "l.quantity > 1");
  if (returns === "bool") return written;
  if (returns === "string") return `${written} == "x"`;
  return /\.(max|min)\(/.test(written)
    ? `order.lines.exists(l, l.quantity > 1) && ${written} > 0`
    : `${written} > 0`;
};

test.each([...OPERATORS, ...FUNCTIONS].map((entry) => [entry.name, entry] as const))(
  "the usage of %s is accepted by the checker",
  (_name, { usage, returns }) => {
    expect(issuesOf(conditionOf(usage, returns))).toEqual([]);
  },
);

test("the functions are those that the checker names when it meets an unknown one", () => {
  const [detail = ""] = issuesOf("nothing(line.sku) == 1");
  for (const { name } of FUNCTIONS) expect(detail).toMatch(new RegExp(`\\b${name}\\b`));
});

describe("the table of fields", () => {
  const productTypes = {
    ticket: {
      ships: false,
      attributes: {
        venue: { type: "string", optional: false },
        seat: { type: "string", optional: true },
      },
    },
  } as const;
  const fields = fieldTable(vocabularyOf(productTypes, { plans: ["basic"] }, false));
  const entryOf = (path: string) => fields.find((field) => field.path === path);

  test.each([
    ["line.isbn", { type: "string", guard: 'line.type == "book"', lineTypes: ["book"] }],
    ["line.venue", { type: "string", guard: 'line.type == "ticket"', lineTypes: ["ticket"] }],
    ["line.seat", { type: "string", guard: "has(line.seat)", lineTypes: ["ticket"] }],
    ["line.sku", { type: "string" }],
    ["order.shippingAddress.state", { guard: "has(order.shippingAddress)" }],
    ["order.history.firstPaidAt", { guard: "has(order.history.firstPaidAt)" }],
    ["order.locale", { values: ["pt-BR", "en"] }],
    ["order.metadata.<key>", { type: "string", guard: "has(order.metadata.<key>)" }],
  ])("says when %s is there", (path, entry) => {
    expect(entryOf(path)).toMatchObject(entry);
  });

  const COMPARED: Readonly<Record<string, string>> = {
    string: '@ == "x"',
    int: "@ == 1",
    bool: "@ == true",
    date: '@ == "2026-12-24"',
    "list<string>": "size(@) == 1",
    lines: "size(@) == 1",
    map: "size(@) == 1",
  };

  test.each(
    fields.flatMap(({ path, type, guard, values }) => {
      const condition = COMPARED[type]?.replace('"x"', JSON.stringify(values?.[0] ?? "x"));
      return condition === undefined ? [] : [[path, condition, guard] as const];
    }),
  )("the guard of %s is what the checker wants", (path, condition, guard) => {
    const written = (text: string): string => text.replaceAll("<key>", "channel");
    const read = written(condition.replace("@", path));
    const forEach = path.startsWith("cancellation.") ? "    forEach: cancellation\n" : "";
    if (guard === undefined) expect(issuesOf(read, forEach)).toEqual([]);
    else {
      expect(issuesOf(`${written(guard)} && ${read}`, forEach)).toEqual([]);
      expect(issuesOf(read, forEach)).toMatchObject([expect.stringMatching(/: write `(has\(|line\.type )/)]);
    }
  });
});

test("the table of actions has every action with its fields, required ones, and known values", () => {
  const actions = actionTable({ destination: ["shipping"], sku: ["MARK"] });
  expect(actions.map(({ name }) => name)).toEqual(ACTION_ENTRIES.map(({ name }) => name));
  const fieldOf = (action: string, field: string) =>
    actions.find(({ name }) => name === action)?.fields.find(({ name }) => name === field);
  expect(fieldOf("packingSlip", "destination")).toMatchObject({
    required: true,
    type: "string",
    values: ["shipping"],
  });
  expect(fieldOf("commission", "rateBps")).toMatchObject({
    required: false,
    type: "integer",
    maximum: 10_000,
  });
  expect(fieldOf("membership", "change")).toMatchObject({ values: ["activate", "upgrade", "deactivate"] });
  expect(fieldOf("addFreeItem", "sku")).toMatchObject({ required: true, values: ["MARK"] });
});
