/** `npm run check:words [-- PATH …]`: reports words that lint/words.ts replaces. Exits with 1 when it finds any. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { WORDS } from "./words.ts";

const CHECKED = /\.(ts|tsx|cjs|js|py|ya?ml|md|sql|grit|sh)$/;
/** The word list itself; migrations, which are never edited; pinned requirements and lock files. */
const UNCHECKED = /^lint\/|^infra\/migrations\/|package-lock|localstack-types/;

const tracked = (paths: readonly string[]): string[] =>
  execFileSync("git", ["ls-files", "--", ...paths], { encoding: "utf8" })
    .split("\n")
    .filter((file) => CHECKED.test(file) && !UNCHECKED.test(file));

const findingsIn = (file: string): string[] => {
  const rules = WORDS.filter(({ within }) => within === undefined || within.test(file));
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, index) =>
      rules.flatMap(({ pattern, use, except }) => {
        const found = pattern.exec(line)?.[0];
        if (found === undefined || except?.test(line)) return [];
        return [`${file}:${index + 1}: “${found}” → ${use}`];
      }),
    );
};

const findings = tracked(process.argv.slice(2)).flatMap(findingsIn);
for (const finding of findings) console.log(finding);
if (findings.length > 0) {
  console.error(`${findings.length} words to replace; lint/words.ts has the list.`);
  process.exitCode = 1;
}
