import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { textStyleFor } from "../terminal/style.ts";
import { exportTable, importTable } from "./table-commands.ts";
import { rowsFromCsv, rowsToCsv, type WrittenRow } from "../../lib/rulebook/check/table-csv.ts";

const folder = mkdtempSync(join(tmpdir(), "despacho-tables-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isText = (field: string): boolean => field === "line.sku" || field === "line.type";

const RATES: readonly WrittenRow[] = [
  {
    when: { "line.type": "book", "line.total": "0..5000" },
    then: [{ commission: { rateBps: 500 } }],
  },
  {
    when: { "line.type": ["video", "physical"] },
    then: [{ commission: { rateBps: 300 } }],
  },
];

describe("rows from CSV", () => {
  test.each([
    ["commas", 'line.type,line.total,commission.rateBps\nbook,0..5000,500\n"[video, physical]",,300\n'],
    ["semicolons", "line.type;line.total;commission.rateBps\nbook;0..5000;500\n[video, physical];;300\n"],
    [
      "a byte order mark, CRLF and empty lines",
      "\ufeffline.type;line.total;commission.rateBps;\r\nbook;0..5000;500;\r\n;;;\r\n[video, physical];;300\r\n",
    ],
  ])("are read with %s", (_name, csv) => {
    expect(rowsFromCsv(csv, isText)).toMatchObject({ rows: RATES, issues: [] });
  });

  test("keep codes of digits in text columns", () => {
    const { rows } = rowsFromCsv("line.sku,line.quantity,commission\n00123,3,x\n", isText);
    expect(rows.map(({ when }) => when)).toEqual([{ "line.sku": "00123", "line.quantity": 3 }]);
  });

  test.each([
    ["line.type,comission.rateBps\nbook,5\n", 1, "column `comission.rateBps` is no field"],
    ["line.type,commission.rateBps\nbook,5\nvideo,\n", 3, "says nothing of what happens"],
    ["line.type,commission.rateBps\nbook,5,7\n", 2, "has 3 cells, but there are 2 columns"],
    ["", 1, "the file is empty"],
  ])("are refused with their line and the reason: %j", (csv, line, detail) => {
    expect(rowsFromCsv(csv, isText).issues).toEqual([{ line, detail: expect.stringContaining(detail) }]);
  });
});

test("rows that are exported are imported as the same rows", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 8 }).filter((one) => !/[\ud800-\udfff\0]/.test(one)),
    fc.constantFrom("12", "true", "=1+1", '"', "a;b", "[x]", " y ", "-", "a, b", 'lists["vip"]'),
  );
  const value = fc.oneof(text, fc.integer({ min: -1_000, max: 100_000 }), fc.boolean());
  const cell = fc.oneof(value, fc.constant("0..5000"), fc.array(value, { minLength: 1, maxLength: 3 }));
  const row = fc.record({
    when: fc.dictionary(fc.constantFrom("line.type", "line.quantity", "order.currency"), cell),
    rateBps: fc.integer({ min: 0, max: 10_000 }),
    slips: fc.subarray(["shipping", "royalties"]),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (drafts) => {
      const rows: WrittenRow[] = drafts.map(({ when, rateBps, slips }) => ({
        when: { ...when },
        then: [
          { commission: { rateBps } },
          ...slips.map((destination) => ({ packingSlip: { destination } })),
        ],
      }));
      const imported = rowsFromCsv(rowsToCsv(rows), () => false);
      expect(imported.issues).toEqual([]);
      expect(imported.rows).toEqual(rows);
    }),
    { numRuns: 500, seed: 51 },
  );
});

describe("import and export", () => {
  const run = (work: (output: Parameters<typeof exportTable>[2]) => number) => {
    const printed: string[] = [];
    const output = {
      style: textStyleFor(false, {}),
      print: (line: string) => void printed.push(line),
      now: new Date("2026-11-30T12:00:00Z"),
    };
    return { code: work(output), text: printed.join("\n") };
  };
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const RULEBOOK = `# kept
rules: []
tables:
  - id: rates
    description: Rates
    rows:
      - { when: { line.type: book }, then: [{ commission: { rateBps: 1 } }] }
    else: { then: [{ commission: { rateBps: 2 } }] }
`;
  const into = (csv: string, rulebook: string, table: string) =>
    run((output) => importTable(csv, { table, into: rulebook, skus: [] }, output));

  test("put the rows into their table, keep the rest, and print them again", () => {
    const rulebook = file("rules.yaml", RULEBOOK);
    const csv = file("rates.csv", rowsToCsv(RATES));
    expect(into(csv, rulebook, "rates")).toMatchObject({ code: 0, text: expect.stringContaining("2 rows") });
    const text = readFileSync(rulebook, "utf8");
    expect(text).toContain("# kept");
    expect(text).toContain("else:");
    const exported = run((output) => exportTable(rulebook, "rates", output));
    expect(`${exported.text}\r\n`).toBe(rowsToCsv(RATES));
  });

  test("add a table that is not there yet, also to JSON", () => {
    const csv = file("rates.csv", rowsToCsv(RATES));
    for (const [name, text] of [
      ["new.yaml", "rules: []\n"],
      ["new.json", '{ "rules": [] }'],
    ] as const) {
      const rulebook = file(name, text);
      expect(into(csv, rulebook, "rates")).toMatchObject({ code: 0 });
      expect(run((output) => exportTable(rulebook, "rates", output)).code).toBe(0);
    }
  });

  test("refuse rows that the checker refuses, with the line of the spreadsheet, and write nothing", () => {
    const rulebook = file("refused.yaml", RULEBOOK);
    const csv = file("refused.csv", "line.type;commission.rateBps\nbook;5\nbok;7\n");
    const { code, text } = into(csv, rulebook, "rates");
    expect(code).toBe(1);
    expect(text).toContain(`${csv}:3 refused "bok" is not a value of \`type\`; did you mean \`book\`?`);
    expect(readFileSync(rulebook, "utf8")).toBe(RULEBOOK);
  });
});
