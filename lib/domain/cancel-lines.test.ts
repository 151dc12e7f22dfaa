import { describe, expect, test } from "vitest";
import { cancelLines, isComplete, type LineState } from "./cancel-lines.ts";

const line = (lineId: string, quantity: number, more: Partial<LineState> = {}): LineState => ({
  lineId,
  quantity,
  total: quantity * 100,
  cancelled: 0,
  ...more,
});
const gift = (lineId: string, causedBy: string, more: Partial<LineState> = {}) =>
  line(lineId, 1, { total: 0, causedBy, ...more });
const take = (lineId: string, quantity: number) => ({ lineId, quantity });
const earnedBy = (lineId: string, ...earners: string[]) => new Map([[lineId, new Set(earners)]]);

const taken = (...args: Parameters<typeof cancelLines>) => {
  const result = cancelLines(...args);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return Object.fromEntries([...result.value.values()].map(({ lineId, now }) => [lineId, now]));
};

describe("a free line", () => {
  const lines = [line("1", 2), line("2", 1), gift("g", "1")];

  test("stays while an item of the line that caused it is left", () => {
    expect(taken(lines, [take("1", 1)], earnedBy("g", "1"))).toEqual({ 1: 1 });
  });

  test("goes with the last item of the line that caused it", () => {
    expect(taken(lines, [take("1", 2)], earnedBy("g", "1"))).toEqual({ 1: 2, g: 1 });
    expect(taken([line("1", 2, { cancelled: 1 }), gift("g", "1")], [take("1", 1)], new Map())).toEqual({
      1: 1,
      g: 1,
    });
  });

  test("stays while another line still earns it, and goes with that one", () => {
    expect(taken(lines, [take("1", 2)], earnedBy("g", "1", "2"))).toEqual({ 1: 2 });
    const later = [line("1", 2, { cancelled: 2 }), line("2", 1), gift("g", "1")];
    expect(taken(later, [take("2", 1)], earnedBy("g", "1", "2"))).toEqual({ 1: 0, 2: 1, g: 1 });
  });

  test("is taken once", () => {
    const gone = [line("1", 1, { cancelled: 1 }), line("2", 1), gift("g", "1", { cancelled: 1 })];
    expect(taken(gone, [take("2", 1)], earnedBy("g", "1"))).toEqual({ 1: 0, 2: 1, g: 0 });
  });
});

test("without lines everything that is left is taken, and the order is complete", () => {
  const lines = [line("1", 3, { cancelled: 1 }), line("2", 1), gift("g", "2")];
  const result = cancelLines(lines, undefined, new Map());
  expect(result.ok && isComplete(lines, result.value)).toBe(true);
  expect(taken(lines, undefined, new Map())).toEqual({ 1: 2, 2: 1, g: 1 });
  const some = cancelLines(lines, [take("1", 1), take("2", 1)], new Map());
  expect(some.ok && isComplete(lines, some.value)).toBe(false);
});

test("every issue has its place", () => {
  const lines = [line("1", 3, { cancelled: 3 }), line("2", 2), gift("g", "2")];
  const wanted = [take("1", 1), take("2", 3), take("g", 1), take("x", 1), take("2", 1)];
  expect(cancelLines(lines, wanted, new Map())).toEqual({
    ok: false,
    error: [
      { pointer: "/lines/0/quantity", detail: "nothing is left of the line" },
      { pointer: "/lines/1/quantity", detail: "must be at most 2: no more is left" },
      { pointer: "/lines/2/lineId", detail: "is a free line: it follows line 2, which caused it" },
      { pointer: "/lines/3/lineId", detail: "the order has no line x" },
      { pointer: "/lines/4/lineId", detail: "line 2 is named already" },
    ],
  });
});
