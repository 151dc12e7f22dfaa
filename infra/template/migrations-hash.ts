import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PROJECT_ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The migration also applies the contents of these files. */
const APPLIED_FILES = [
  "rules/default.yaml",
  "lib/rulebook/starting-catalogue.ts",
  "functions/migrate/functions-role.ts",
];

/** Changes with everything that the migration applies, so that CloudFormation then runs it again. */
export const migrationsHash = (): string => {
  const migrations = globSync("infra/migrations/*.sql", { cwd: PROJECT_ROOT });
  const hash = createHash("sha256");
  for (const file of [...migrations, ...APPLIED_FILES].sort())
    hash.update(file).update(readFileSync(`${PROJECT_ROOT}/${file}`));
  return hash.digest("hex").slice(0, 16);
};
