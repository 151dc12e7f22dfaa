/** The cursor of a simulation: where the next part begins, and with which version it compares. Encoded to be opaque. */
import * as z from "zod";

export type SimulationCursor = {
  /** The acceptance number of the last order of the part before: parts go from the newest order to the oldest. */
  readonly before: number;
  /** How many orders are left of the limit; absent without one. */
  readonly left?: number;
  /** The version that was active when the simulation began. */
  readonly against: number;
};

export const encodeSimulationCursor = ({ before, left, against }: SimulationCursor): string =>
  Buffer.from(`s${before}.${left ?? ""}.${against}`).toString("base64url");

const decode = (cursor: string): SimulationCursor | undefined => {
  const text = Buffer.from(cursor, "base64url").toString("latin1");
  const [, before, left, against] = /^s([1-9]\d{0,15})\.([1-9]\d{0,6})?\.([1-9]\d{0,8})$/.exec(text) ?? [];
  if (before === undefined || !Number.isSafeInteger(Number(before))) return undefined;
  const decoded = {
    before: Number(before),
    ...(left === undefined ? {} : { left: Number(left) }),
    against: Number(against),
  };
  return encodeSimulationCursor(decoded) === cursor ? decoded : undefined;
};

/** A cursor, parsed. */
export const simulationCursorParameter = z.string().transform((cursor, context) => {
  const decoded = decode(cursor);
  if (decoded !== undefined) return decoded;
  context.addIssue({ code: "custom", message: "is not a valid cursor" });
  return z.NEVER;
});
