import { expect, test } from "vitest";
import { UsageError } from "../terminal/arguments.ts";
import { textStyleFor } from "../terminal/style.ts";
import { parseCommand } from "./arguments.ts";
import { lineDiff } from "./line-diff.ts";
import { parsePast } from "./options.ts";

const NOW = new Date("2026-11-23T12:00:00Z");

test("the value of --since and --until is a duration or an instant with offset", () => {
  expect(parsePast("30d", NOW)).toBe("2026-10-24T12:00:00.000Z");
  expect(parsePast("12h", NOW)).toBe("2026-11-23T00:00:00.000Z");
  expect(parsePast("2026-11-01T00:00:00-03:00", NOW)).toBe("2026-11-01T00:00:00-03:00");
});

test.each([
  [["publish"], "missing required argument 'FILE'"],
  [["check", "a", "b"], "too many arguments for 'check'"],
  [["frobnicate"], "unknown command 'frobnicate'"],
  [["chekc"], "Did you mean check?"],
  [["check", "a", "--activate"], "unknown option '--activate'"],
  [["publish", "a", "--activat"], "Did you mean --activate?"],
  [["simulate", "a", "--since", "yesterday"], "must be a duration"],
  [["simulate", "a", "--since", "2026-11-01"], "must be a duration"],
  [["simulate", "a", "--until", "tomorrow"], "must be a duration"],
  [["simulate", "a", "--by", "placed"], "Allowed choices are received, paid"],
  [["publish", "a", "--based-on", "active"], "whole number"],
  [["activate"], "missing required argument 'VERSION'"],
  [["activate", "3", "--from", "tomorrow"], "must be an instant with offset"],
  [["cancel", "all"], "whole number"],
  [["diff", "3", "x"], "whole number"],
  [["explain", "a"], "missing required argument 'ORDER.json', or --order"],
  [["simulate", "a", "--list", "vip"], "a list and its version"],
  [["lists", "put", "vip"], "missing required argument 'FILE'"],
  [["lists", "put", "vip", "a", "--kind", "number"], "Allowed choices are sku"],
])("`rules` with %j is a usage error, and the message says why", (args, message) => {
  expect(() => parseCommand(args, NOW)).toThrow(UsageError);
  expect(() => parseCommand(args, NOW)).toThrow(message);
});

test.each([[[]], [["--help"]], [["help"]], [["help", "check"]], [["check", "--help"]]])(
  "`rules` with %j shows help",
  (args) => {
    expect(parseCommand(args, NOW)).toMatchObject({
      kind: "help",
      text: expect.stringContaining("Usage:"),
    });
  },
);

test.each([
  ...["check", "explain", "schema", "pull", "usage", "simulate", "publish", "history", "diff", "activate"],
  ...["rollback", "schedule", "cancel", "lists", "lists show", "lists put", "lists delete", "lists versions"],
])("`rules %s --help` teaches with an example", (command) => {
  const help = parseCommand([...command.split(" "), "--help"], NOW);
  const example = command === "schema" ? "npm run --silent rules -- schema" : `npm run rules -- ${command}`;
  expect(help).toMatchObject({ kind: "help", text: expect.stringContaining(`For example:\n  ${example}`) });
});

test("`rules --help` shows the way from a change of the rules to the rollback", () => {
  expect(parseCommand(["--help"], NOW)).toMatchObject({
    text: expect.stringMatching(/pull -o new\.yaml\n.*check[\s\S]*rollback\n/),
  });
});

test("output has colours on a terminal, unless NO_COLOR is set", () => {
  expect(textStyleFor(true, {}).red("x")).not.toBe("x");
  expect(textStyleFor(true, { NO_COLOR: "1" }).red("x")).toBe("x");
  expect(textStyleFor(false, {}).red("x")).toBe("x");
});

test("a line difference has the changed lines and two lines around them", () => {
  expect(lineDiff("a\nb\nc\nd\ne\nf", "a\nb\nX\nd\ne\nf")).toEqual([
    "  a",
    "  b",
    "- c",
    "+ X",
    "  d",
    "  e",
    "…",
  ]);
  expect(lineDiff("a", "a")).toEqual([]);
});
