import { describe, expect, test } from "vitest";
import { decideSource, orderWith, ruleSource, taskKeys, upgrade } from "../../test/support/decisions.ts";

const applies = (when: string, paidAt: string): boolean => {
  const order = orderWith([upgrade({ lineId: "1" })], { agentId: "A-1" });
  const paid = { ...order, payment: { ...order.payment, paidAt } };
  return taskKeys(decideSource(`rules:\n${ruleSource("a", when, "commission")}`, paid)).length > 0;
};

describe("the time of payment in São Paulo", () => {
  test.each([
    ["the last hour of the year, which is next year in UTC", "2027-01-01T02:30:00Z", 12, 31, 4, 23],
    ["midnight", "2026-11-22T00:00:00-03:00", 11, 22, 7, 0],
    ["a Monday", "2026-11-23T12:00:00-03:00", 11, 23, 1, 12],
    ["another offset", "2026-11-23T01:30:00+05:00", 11, 22, 7, 17],
    ["daylight saving of earlier years", "2018-12-25T02:30:00Z", 12, 25, 2, 0],
    ["29 February", "2028-02-29T15:00:00-03:00", 2, 29, 2, 15],
  ])("of %s", (_name, paidAt, month, day, weekday, hour) => {
    const clock = `order.paid.month == ${month} && order.paid.day == ${day}`;
    expect(
      applies(`${clock} && order.paid.weekday == ${weekday} && order.paid.hour == ${hour}`, paidAt),
    ).toBe(true);
    expect(applies(`!(${clock})`, paidAt)).toBe(false);
  });

  test("is explained with its value", () => {
    const order = orderWith([upgrade({ lineId: "1" })], { agentId: "A-1" });
    const paid = { ...order, payment: { ...order.payment, paidAt: "2026-11-23T12:00:00-03:00" } };
    const { whyNot } = decideSource(
      `rules:\n${ruleSource("a", "order.paid.weekday >= 6", "commission")}`,
      paid,
    );
    expect(whyNot[0]?.explanation).toBe("order.paid.weekday >= 6 (was 1)");
  });
});
