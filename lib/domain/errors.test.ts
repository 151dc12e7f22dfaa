import { buildSync } from "esbuild";
import { expect, test } from "vitest";

const NAMES = [
  "AppError",
  "DatabaseUnavailableError",
  "DatabaseConflictError",
  "DatabaseStatementError",
] as const;

/** Runs an expression against lib/domain/errors.ts, bundled and minified as the functions are. */
const evaluateMinified = (expression: string): unknown => {
  const { outputFiles } = buildSync({
    stdin: {
      contents: `import * as e from "./errors.ts"; globalThis.result = ${expression};`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
  });
  const scope: { result?: unknown } = {};
  new Function("globalThis", outputFiles[0]!.text)(scope);
  return scope.result;
};

test.each(NAMES)("%s keeps its name in a minified bundle", (name) => {
  expect(evaluateMinified(`new e.${name}("x", { retryable: true }).name`)).toBe(name);
});

test("an error line has the name and the first line of the message, at most 300 characters", async () => {
  const { AppError, errorLine } = await import("./errors.ts");
  expect(errorLine(new AppError("first\nsecond", { retryable: false }))).toBe("AppError: first");
  expect(errorLine(new AppError("x".repeat(500), { retryable: false }))).toHaveLength(300);
  expect(errorLine("text")).toBe("unknown error");
});

test("an error line of a JSON syntax error does not quote the text", async () => {
  const { errorLine } = await import("./errors.ts");
  const parse = () => {
    try {
      return JSON.parse('"CANARY" CANARY');
    } catch (error) {
      return errorLine(error);
    }
  };
  expect(parse()).toBe("SyntaxError: the text cannot be parsed");
});
