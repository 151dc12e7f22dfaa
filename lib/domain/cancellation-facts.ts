/** What rules, mails and webhooks may know of a cancellation besides its lines. */
import * as z from "zod";
import { clockOf } from "./calendar.ts";
import { money, platformId, text } from "./fields.ts";
import type { Immutable } from "./immutable.ts";
import { localInstantSchema } from "./instant.ts";

/** Where the cancellation that is decided is in an order as rules see it. */
export const CANCELLATION = "cancellation";

export const cancellationFacts = z.strictObject({
  cancellationId: platformId,
  reason: text(500),
  at: localInstantSchema,
  amount: money.describe("what the cancelled lines cost, in whole minor units"),
  refund: money.describe("what is paid back; absent when the shop named no refund").optional(),
  complete: z.boolean().describe("whether nothing of the order is left"),
});
export type CancellationFacts = Immutable<z.infer<typeof cancellationFacts>>;

/** The facts alone, of a value that holds more. */
export const factsOf = ({
  cancellationId,
  reason,
  at,
  amount,
  refund,
  complete,
}: CancellationFacts): CancellationFacts => ({
  cancellationId,
  reason,
  at,
  amount,
  ...(refund === undefined ? {} : { refund }),
  complete,
});

/** What the cancellation of an order has under a name: a fact, or its time in São Paulo. Null when it has none. */
export const factNamed = (
  cancellation: CancellationFacts,
  name: string,
): string | number | boolean | null => {
  const facts = factsOf(cancellation);
  const known = new Map(Object.entries({ ...clockOf(facts.at), ...facts }));
  return known.get(name) ?? null;
};
