import { expect, test } from "vitest";
import { allows, SCOPES } from "./scope.ts";

test.each(["clients:all", "rules:write", "rules:activate", "lists:write", "connections:write"] as const)(
  "admin does not include %s, which reaches beyond one client",
  (scope) => {
    expect(allows(["admin"], scope)).toBe(false);
    expect(allows([scope], scope)).toBe(true);
  },
);

test("admin includes every scope that concerns one client", () => {
  const included = SCOPES.filter((scope) => allows(["admin"], scope));
  expect(included).toEqual([
    "orders:write",
    "orders:read",
    "rules:read",
    "reports:read",
    "tasks:retry",
    "slips:print",
    "agents:write",
    "catalog:write",
    "keys:write",
    "privacy",
    "admin",
  ]);
});
