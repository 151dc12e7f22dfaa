import { resolve } from "node:path";
import { expect, test } from "vitest";
import { stackOptions, UsageError } from "./stack-options.ts";

test("the API listens on --port, else PORT, else 3000", () => {
  expect(stackOptions([], {})).toMatchObject({ port: 3000, dataDir: resolve(".despacho"), fresh: false });
  expect(stackOptions([], { PORT: "3100" })).toMatchObject({ port: 3100 });
  expect(stackOptions(["--port", "3200"], { PORT: "3100" })).toMatchObject({ port: 3200 });
});

test("options set the data directory and the port of every service", () => {
  const args = "--data-dir /x --fresh --db-port 1 --sqs-port=2 --ses-port 3".split(" ");
  expect(stackOptions(args, {})).toEqual({
    port: 3000,
    dataDir: "/x",
    fresh: true,
    dbPort: 1,
    sqsPort: 2,
    sesPort: 3,
  });
});

test("--help is reported", () => {
  expect(stackOptions(["--help"], {})).toBe("help");
});

test.each([
  [["--prot", "1"], "--prot"],
  [["--port", "x"], "--port"],
  [["--port", "65536"], "--port"],
  [["--db-port", "-1"], "--db-port"],
  [["--data-dir", ""], "--data-dir"],
  [["extra"], "extra"],
])("the arguments %s are rejected with a message that names the option", (args, name) => {
  expect(() => stackOptions(args, {})).toThrow(UsageError);
  expect(() => stackOptions(args, {})).toThrow(name);
});
