import { describe, expect, test } from "vitest";
import { formerIdsOf, sameRuleIn } from "./renames.ts";

const V1 = [{ id: "a" }, { id: "x" }];
const V5 = [{ id: "c", renamedFrom: "b" }, { id: "x" }];
/** Version 2 renamed a to b; version 4 renamed b to c, and version 5 still says so. */
const BETWEEN = [
  { formerId: "a", ruleId: "b" },
  { formerId: "b", ruleId: "c" },
  { formerId: "b", ruleId: "c" },
];

describe("a rule that was renamed twice", () => {
  test.each([
    ["of version 1 counts under its id in version 5", V5, V1, "a", "c"],
    ["of version 5 counts under its id in version 1", V1, V5, "c", "a"],
    ["does not change another rule", V5, V1, "x", "x"],
    ["keeps its id where neither has the other's", [{ id: "y" }], V1, "a", "a"],
  ])("%s", (_name, own, other, id, expected) => {
    expect(sameRuleIn(own, other, BETWEEN)(id)).toBe(expected);
  });
});

test("a rule that a version between renamed, and the other has under the old id, counts under the old id", () => {
  expect(sameRuleIn([{ id: "a" }, { id: "b" }], V1, [{ formerId: "a", ruleId: "b" }])("a")).toBe("a");
});

test("two neighbouring versions need nothing between them, in both directions", () => {
  const next = [{ id: "b", renamedFrom: "a" }];
  expect(sameRuleIn(next, V1, [])("a")).toBe("b");
  expect(sameRuleIn(V1, next, [])("b")).toBe("a");
});

test("every id that a rule had before is found, also where names were exchanged", () => {
  expect(formerIdsOf("c", BETWEEN)).toEqual(["b", "a"]);
  expect(formerIdsOf("a", BETWEEN)).toEqual([]);
  expect(formerIdsOf("a", [...BETWEEN, { formerId: "c", ruleId: "a" }])).toEqual(["c", "b"]);
});
