import { expect, test } from "vitest";
import { millis } from "../../lib/runtime/clock.ts";
import { runSteps, type Step } from "./housekeeping.ts";

test("a step that fails does not keep the others from running, and its error is thrown at the end", async () => {
  const ran: string[] = [];
  const step =
    (name: string, error?: Error): Step =>
    async () => {
      ran.push(name);
      if (error !== undefined) throw error;
    };
  const steps = [step("tails", new Error("tails")), step("usage"), step("retention", new Error("retention"))];
  await expect(runSteps(steps, millis() + 1_000)).rejects.toThrow("tails");
  expect(ran).toEqual(["tails", "usage", "retention"]);
});

test("each step has a share of the time, so that one with much to do leaves time to the next", async () => {
  const until = millis() + 9_000;
  const shares: number[] = [];
  const steps = [1, 2, 3].map((): Step => async (end) => void shares.push(end));
  await runSteps(steps, until);
  expect(shares[0]).toBeLessThanOrEqual(until - 5_900);
  expect(shares[1]).toBeLessThanOrEqual(until - 4_400);
  expect(shares[2]).toBeLessThanOrEqual(until);
});
