import { describe, expect, test } from "vitest";
import { check } from "../../../test/support/rulebook-source.ts";

const issuesOf = (when: string, action: string, more = "") => {
  const checked = check(
    `productTypes: { ticket: { ships: false } }\nrules:\n  - id: a\n    when: |\n      ${when}\n${more}    then: [{ membership: { ${action} } }]\n`,
  );
  return checked.ok ? [] : checked.issues.map(({ pointer, detail }) => `${pointer} ${detail}`);
};

const PLANS = 'line.type in ["membership", "membership_upgrade"]';
const except = (until = "") =>
  `    except:\n      - { id: x, when: 'line.type != "membership"', reason: r, owner: o${until} }\n`;

describe("an activation is an issue where a line may lack a period", () => {
  test.each([
    ["any line", "true", "change: activate, plan: plus", ""],
    ["books", 'line.type == "book"', "change: activate, plan: plus", ""],
    ["upgrades, which have a plan only", 'line.type == "membership_upgrade"', "change: activate", ""],
    ["a declared type", 'line.type == "ticket"', "change: activate, plan: basic", ""],
    ["lines of a SKU", 'line.sku == "MEMBER"', "change: activate, plan: basic", ""],
    ["free lines", "line.free", "change: activate, plan: basic", ""],
    [
      "an exception that ends",
      "true",
      "change: activate, plan: plus",
      except(", until: 2027-01-01T00:00:00Z"),
    ],
  ])("%s", (_name, when, action, more) => {
    expect(issuesOf(when, action, more)).toEqual([
      expect.stringMatching(/^\/rules\/0\/then\/0\/membership\/change for which period\?/),
    ]);
  });

  test.each([
    ["memberships", 'line.type == "membership"', "change: activate", ""],
    ["lines with a period", "has(line.period)", "change: activate", ""],
    ["an exception without an end for all other lines", "true", "change: activate", except()],
    ["a rule that never applies", "false", "change: activate, plan: plus", ""],
    ["upgrades of lines with a plan or a new plan", PLANS, "change: upgrade", ""],
    ["memberships, also written as a list", `${PLANS} && has(line.period)`, "change: activate", ""],
    ["an upgrade", 'line.type == "book"', "change: upgrade, plan: plus", ""],
    ["an end", "true", "change: deactivate", ""],
  ])("but not for %s", (_name, when, action, more) => {
    expect(issuesOf(when, action, more)).toEqual([]);
  });
});
