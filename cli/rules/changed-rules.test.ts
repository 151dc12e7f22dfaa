import { expect, test } from "vitest";
import { changedRules } from "./changed-rules.ts";

const rule = (id: string, more: { owner?: string; renamedFrom?: string } = {}) => ({ id, ...more });

test.each([
  ["a new rule", [rule("a")], [rule("a"), rule("b")], ["+ b"]],
  ["a rule that is gone", [rule("a"), rule("b")], [rule("a")], ["- b"]],
  ["a rule that says something else", [rule("a")], [rule("a", { owner: "o" })], ["~ a"]],
  ["a rule with a new id", [rule("a")], [rule("b", { renamedFrom: "a" })], ["~ a → b"]],
  ["a rule that was renamed before", [rule("b")], [rule("b", { renamedFrom: "a" })], ["~ b"]],
  ["no rule", [rule("a")], [rule("a")], []],
])("%s is named", (_name, before, after, expected) => {
  expect(changedRules(before, after)).toEqual(expected);
});
