import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkRulebook } from "../../lib/rulebook/check/check.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";

const page = readFileSync(new URL("../../docs/rules.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]!);

const world = {
  skus: new Set(Object.keys(STARTING_CATALOGUE)),
  catalogue: STARTING_CATALOGUE,
  now: "2026-11-24T12:00:00.000Z",
};

describe("docs/rules.md", () => {
  test("has examples", () => expect(examples).toHaveLength(3));

  test.each(examples.map((source, index) => [index + 1, source] as const))(
    "example %i is accepted without a warning and comes out as it says",
    (_, source) => {
      expect(checkRulebook(source, "yaml", world)).toMatchObject({
        ok: true,
        warnings: [],
        failedExamples: [],
      });
    },
  );
});
