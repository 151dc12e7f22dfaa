import { resolve } from "node:path";
import { expect, test } from "vitest";
import { UsageError } from "../cli/terminal/arguments.ts";
import { type StackOptions, stackOptions } from "./stack-options.ts";

const optionsOf = (args: readonly string[], env: NodeJS.ProcessEnv = {}): StackOptions => {
  const parsed = stackOptions(args, env);
  if (parsed.kind === "help") throw new Error("the arguments ask for help");
  return parsed.command;
};

test("the API listens on --port, else PORT, else 3000", () => {
  expect(optionsOf([], {})).toMatchObject({ port: 3000, dataDir: resolve(".despacho"), fresh: false });
  expect(optionsOf([], { PORT: "3100" })).toMatchObject({ port: 3100 });
  expect(optionsOf(["--port", "3200"], { PORT: "3100" })).toMatchObject({ port: 3200 });
});

test("options set the data directory and the port of every service", () => {
  const args = "--data-dir /x --fresh --db-port 1 --sqs-port=2 --ses-port 3".split(" ");
  expect(optionsOf(args, {})).toEqual({
    port: 3000,
    dataDir: "/x",
    fresh: true,
    watch: false,
    inspectPort: undefined,
    approvals: undefined,
    dbPort: 1,
    sqsPort: 2,
    sesPort: 3,
  });
});

test("--approvals alone asks for one approval", () => {
  expect(optionsOf(["--approvals"]).approvals).toBe(1);
  expect(optionsOf(["--approvals", "2", "--fresh"])).toMatchObject({ approvals: 2, fresh: true });
});

test("--help shows every option", () => {
  expect(stackOptions(["--help"], {})).toMatchObject({
    kind: "help",
    text: expect.stringContaining("--data-dir"),
  });
});

test.each([
  [["--prot", "1"], "--prot"],
  [["--port", "x"], "--port"],
  [["--port", "65536"], "--port"],
  [["--db-port", "-1"], "--db-port"],
  [["--approvals", "11"], "--approvals"],
  [["--data-dir", ""], "--data-dir"],
  [["extra"], "extra"],
])("the arguments %s are rejected with a message that names the option", (args, name) => {
  expect(() => stackOptions(args, {})).toThrow(UsageError);
  expect(() => stackOptions(args, {})).toThrow(name);
});
