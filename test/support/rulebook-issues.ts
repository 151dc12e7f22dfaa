/** Rulebooks with issues: builders of their source, and the test that an issue is reported at its marked range. */
import { describe, expect, test } from "vitest";
import { checkRulebook } from "../../lib/rulebook/check/check-rulebook.ts";

const OPTIONS = {
  skus: new Set(["VIDEO-SKI", "VIDEO-FIRST-AID", "BOOKMARK"]),
  now: "2026-11-23T12:00:00Z",
};

/** `«…»` in the source marks the range that must be reported; the issue's rule is `a-rule` unless given. */
export type IssueRow = readonly [name: string, source: string, detail: string, ruleId?: string];

export const withRule = (rest: string): string => `rules:\n  - id: a-rule\n${rest}`;
export const SLIP = "    then: [{ packingSlip: { destination: shipping } }]\n";
export const withCondition = (condition: string): string => withRule(`    when: ${condition}\n${SLIP}`);
export const withBlockCondition = (condition: string): string =>
  withRule(`    when: |\n      ${condition}\n${SLIP}`);
export const withAction = (action: string, condition = 'line.type == "membership"'): string =>
  withRule(`    when: ${condition}\n    then:\n      - ${action}\n`);
export const withExceptions = (body: string): string =>
  withRule(`    owner: a@example.com\n    when: line.type == "book"\n    except:\n${body}${SLIP}`);
export const withExample = (rest: string): string =>
  `${withCondition('line.type == "book"')}examples:\n  - ${rest}\n`;

/** The source without its marks, and the position (from 1) of the first mark. */
const parseMarked = (marked: string) => {
  const start = marked.indexOf("«");
  const before = marked.slice(0, start);
  return {
    line: before.split("\n").length,
    column: start - before.lastIndexOf("\n"),
    source: marked.replace("«", "").replace("»", ""),
  };
};

/** Declares one test for each row of the tables, and one that there are many rows. */
export const describeIssues = (tables: Readonly<Record<string, readonly IssueRow[]>>): void => {
  test("the tables hold at least 60 rulebooks", () => {
    expect(Object.values(tables).flat().length).toBeGreaterThanOrEqual(60);
  });
  describe.each(Object.entries(tables))("issues of %s", (_table, rows) => {
    test.each(rows.map((row) => ({ name: row[0], row })))("$name is reported at its range", ({ row }) => {
      const [, marked, detail, ruleId = "a-rule"] = row;
      const { line, column, source } = parseMarked(marked);
      const checked = checkRulebook(source, "yaml", OPTIONS);
      const issues = checked.ok ? [] : checked.issues;
      expect(issues.map((issue) => `${issue.line}:${issue.column} ${issue.detail}`)).toContainEqual(
        expect.stringMatching(new RegExp(`^${line}:${column} `)),
      );
      const issue = issues.find((one) => one.line === line && one.column === column);
      expect(issue?.detail).toContain(detail);
      expect(issue?.ruleId ?? "").toBe(ruleId);
      expect(issue?.caret.split("\n")[1]).toMatch(/^[\s]*\^+$/);
    });
  });
};
