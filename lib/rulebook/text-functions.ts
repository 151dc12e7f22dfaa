/** What conditions do with texts: `startsWith`, `endsWith`, `contains` and `lower`. */
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { type Expression, type Lower, TEXT_TESTS, type TextTest } from "./expression.ts";
import type { OrderCache } from "./order-cache.ts";

type Reader<T> = (order: Order, line: OrderLine | undefined, each: OrderLine | undefined) => T;
type Holds = (text: string, part: string) => boolean;

/** The tests by name. */
export const TEXT_RELATIONS: Readonly<Record<TextTest["op"], Holds>> = {
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
};

export const isTextTestName = (name: unknown): name is TextTest["op"] =>
  TEXT_TESTS.some((known) => known === name);

export const isTextTest = (expression: Expression): expression is TextTest => isTextTestName(expression.op);

/** By Unicode's rules. Those of a language, such as the Turkish i, would make a decision depend on where it is made. */
export const inLowerCase = (text: string): string => text.toLowerCase();

/** Whether `lower()` can have the value. Texts in lower case stay the same. */
export const isInLowerCase = (text: string): boolean => inLowerCase(text) === text;

/** Compiles a test of a text. With an absent field it is false. */
export const compileTextTest = (
  op: TextTest["op"],
  readText: Reader<unknown>,
  readPart: Reader<unknown>,
): Reader<boolean> => {
  const holds = TEXT_RELATIONS[op];
  return (order, line, each) => {
    const text = readText(order, line, each);
    const part = readPart(order, line, each);
    return typeof text === "string" && typeof part === "string" && holds(text, part);
  };
};

const lowerOf = (value: unknown): string | undefined =>
  typeof value === "string" ? inLowerCase(value) : undefined;

/** Reads a text in lower case; a text of the order is changed once per order. */
export const readLower = (
  { of }: Lower,
  read: Reader<unknown>,
  cache: OrderCache,
): Reader<string | undefined> => {
  if (of.of !== "order") return (order, line, each) => lowerOf(read(order, line, each));
  return cache.shared(`lower ${JSON.stringify(of.path)}`, () => {
    const once = cache.once((order) => lowerOf(read(order, undefined, undefined)) ?? null);
    return (order) => once(order) ?? undefined;
  });
};
