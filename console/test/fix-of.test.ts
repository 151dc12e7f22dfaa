import { expect, test } from "vitest";
import { checkRulebook } from "../../lib/rulebook/check/check-rulebook.ts";
import { fixOf } from "../src/screens/rules/fix-of.ts";

const SOURCE = `rules:
  - id: copy
    when: line.type == "book"
    then:
      - packingSlip: { destination: royalties }
  - id: mail
    when: line.type == "video" && line.delivery == "streaming"
    then:
      - email: { template: streaming-links }
`;

const issuesOf = (source: string) => {
  const checked = checkRulebook(source, "yaml", { skus: new Set(), now: "2026-11-30T00:00:00Z" });
  return checked.ok ? [] : checked.issues;
};

test.each([
  ['"book"', '"boook"'],
  ["destination: royalties", "destination: royaltis"],
  ["packingSlip:", "packingSlp:"],
  ["line.type", "line.typ"],
  ["line.delivery", "line.delivry"],
  ["template: streaming-links", "template: streaming-link"],
  ["when: line", "wen: line"],
])("the fix of an issue makes %s of %s again", (right, wrong) => {
  const broken = SOURCE.replace(right, wrong);
  const fixes = issuesOf(broken).flatMap((issue) => fixOf(broken, issue) ?? []);
  const repaired = fixes.map(({ start, end, text }) => broken.slice(0, start) + text + broken.slice(end));
  expect(repaired).toContain(SOURCE);
});

test("an issue without a suggestion has no fix", () => {
  const broken = SOURCE.replace('"book"', "7");
  for (const issue of issuesOf(broken)) expect(fixOf(broken, issue)).toBeUndefined();
});
