import { expect, test } from "vitest";
import { fieldTable } from "../../lib/rulebook/check/field-table.ts";
import { vocabularyOf } from "../../lib/rulebook/check/vocabulary.ts";
import { FIELD_WORDS } from "../src/screens/order/field-words.ts";

test("explanations have words in both languages for every field that a condition can read, and for no other", () => {
  const fields = fieldTable(vocabularyOf({}, { plans: [] }, true)).map(({ path }) => path);
  const named = fields.filter((path) => !path.includes("<key>"));
  expect(Object.keys(FIELD_WORDS).toSorted()).toEqual(named.toSorted());
  for (const words of Object.values(FIELD_WORDS)) for (const word of words) expect(word).not.toBe("");
});
