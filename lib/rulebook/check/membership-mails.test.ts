import { expect, test } from "vitest";
import { check } from "../../../test/support/rulebook-source.ts";

const RULES =
  "rules:\n  - { id: a, description: d, when: line.free, then: [{ packingSlip: { destination: royalties } }] }\n";
const checked = (memberships: string) => check(`memberships: ${memberships}\n${RULES}`);

test.each([
  ["{ endingMail: true, endedMail: true }", { endingMail: true, endedMail: true }],
  ["{ endedMail: true }", { endedMail: true }],
  ["{}", {}],
])("memberships: %s is stored", (source, stored) => {
  const result = checked(source);
  expect(result.ok && result.rulebook.memberships).toEqual(stored);
});

test.each([
  ["{ endedMails: true }", "/memberships/endedMails", /did you mean `endedMail`/],
  ["{ endedMail: 7 }", "/memberships/endedMail", /true or false/],
  ["[]", "/memberships", /mapping/],
])("memberships: %s is an issue with its place", (source, pointer, detail) => {
  const result = checked(source);
  expect(result.ok ? [] : result.issues).toEqual([
    expect.objectContaining({ pointer, detail: expect.stringMatching(detail) }),
  ]);
});

test("a rulebook without the section has none", () => {
  const result = check(RULES);
  expect(result.ok && "memberships" in result.rulebook).toBe(false);
});
