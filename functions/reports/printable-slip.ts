/** A slip whose every text can be printed. A slip with replaced characters says so in its notes. */
import type { IssuedSlip } from "../../lib/domain/slip.ts";
import { printable, REPLACEMENT } from "./printable-text.ts";

const REPLACED = `${REPLACEMENT} no lugar de um caractere que este documento não imprime; o pedido tem o texto original.`;

const printableValues = <T>(value: T): T => {
  if (typeof value === "string") return printable(value) as T;
  if (Array.isArray(value)) return value.map(printableValues) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, printableValues(inner)])) as T;
};

const hasReplacement = (value: unknown): boolean => JSON.stringify(value).includes(REPLACEMENT);

export const printableSlip = (slip: IssuedSlip): IssuedSlip => {
  const printed = { ...printableValues(slip), issuedAt: slip.issuedAt };
  return hasReplacement(printed) && !hasReplacement(slip)
    ? { ...printed, notes: [...printed.notes, REPLACED] }
    : printed;
};
