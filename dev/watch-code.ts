/** Watches the code of the functions. */
import { watch } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "./serverless/serverless-cli.ts";

const DIRECTORIES = ["functions", "lib", "infra", "dev/offline-plugin"];
const CODE = /\.(ts|cjs|js|json|yml|yaml)$/;
const TEST = /\.test\.ts$/;

/** An editor writes a file in several steps, and a checkout changes many files. */
const SETTLE_MS = 200;

/** @param onChange called with the path of a changed file, once for changes in quick succession */
export const watchCode = (onChange: (file: string) => void): { close(): void } => {
  let timer: NodeJS.Timeout | undefined;
  const changed = (file: string): void => {
    if (!CODE.test(file) || TEST.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => onChange(file), SETTLE_MS);
  };
  const watchers = DIRECTORIES.map((directory) =>
    watch(join(PROJECT_ROOT, directory), { recursive: true }, (_, file) => {
      if (file !== null) changed(join(directory, file));
    }),
  );
  watchers.push(
    watch(PROJECT_ROOT, (_, file) => {
      if (file === "serverless.yml") changed(file);
    }),
  );
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
};
