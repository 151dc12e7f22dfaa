/** Other spellings of an order's JSON text: member order, explicit defaults, instants in other offsets, numbers in other notations. */
import fc from "fast-check";
import { spelling } from "./arbitrary-instant.ts";

type Json = Record<string, unknown>;

export type Respelling = {
  readonly seed: number;
  readonly explicitDefaults: boolean;
  readonly offset: number;
  readonly digits: string;
  readonly notation: number;
};

export const arbitraryRespelling: fc.Arbitrary<Respelling> = fc.record({
  seed: fc.nat(1_000),
  explicitDefaults: fc.boolean(),
  offset: fc.integer({ min: -900, max: 900 }),
  digits: fc.constantFrom("", "000", "999999"),
  notation: fc.nat(3),
});

const rotated = (entries: [string, unknown][], seed: number): [string, unknown][] => {
  const at = entries.length === 0 ? 0 : seed % entries.length;
  return [...entries.slice(at), ...entries.slice(0, at)];
};

const numberText = (value: number, notation: number): string =>
  [`${value}`, `${value}.0`, `${value}e0`, value % 10 === 0 ? `${value / 10}E+1` : `${value}.00`][notation]!;

const print = (value: unknown, respelling: Respelling): string => {
  if (typeof value === "number") return numberText(value, respelling.notation);
  if (Array.isArray(value)) return `[${value.map((item) => print(item, respelling)).join(" ,\n")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = rotated(Object.entries(value), respelling.seed);
  return `{ ${members.map(([name, inner]) => `${JSON.stringify(name)} : ${print(inner, respelling)}`).join(",")} }`;
};

const withDefaults = (body: Json): Json => ({
  ...body,
  locale: body.locale ?? "pt-BR",
  metadata: body.metadata ?? {},
  lines: (body.lines as Json[]).map((line, index) => ({
    ...line,
    lineId: line.lineId ?? String(index + 1),
    discount: line.discount ?? 0,
  })),
});

/** The body as JSON text of the same meaning. */
export const respell = (body: Json, respelling: Respelling): string => {
  const instant = (text: unknown) =>
    spelling(Date.parse(text as string), respelling.offset, respelling.digits);
  const payment = body.payment as Json;
  const changed = {
    ...(respelling.explicitDefaults ? withDefaults(body) : body),
    placedAt: instant(body.placedAt),
    payment: { ...payment, paidAt: instant(payment.paidAt) },
  };
  return print(changed, respelling);
};
