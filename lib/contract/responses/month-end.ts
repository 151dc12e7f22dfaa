/** Responses about statements, royalties, adjustments, payments and closed months. */
import * as z from "zod";
import { COMMISSION_ROLES } from "../../domain/commission.ts";
import { minorUnits } from "../../domain/money.ts";
import { instantText, shownClientField } from "./orders.ts";

const nextCursor = z.string().nullable().describe("for the next page; null on the last");
const month = z
  .string()
  .describe(
    "in America/Sao_Paulo: that of paidAt or at, or the first open one for what came after the close",
  );
const about = z
  .string()
  .optional()
  .describe("the month that it is about, which was closed before; absent when that is the statement's");
const closedAt = z
  .string()
  .nullable()
  .describe("since when the month is closed and its statements no longer change; null while it is open");

const sums = { orders: z.int(), units: z.int(), sales: minorUnits };
const balances = {
  openingBalance: minorUnits.describe("what was owed before the month"),
  commission: minorUnits.describe("what was earned, without reversals"),
  reversals: minorUnits.describe("of cancelled sales: zero or less"),
  adjustments: minorUnits,
  payments: minorUnits.describe("to agents: zero or less"),
  carriedForward: minorUnits.describe("what is owed after the month: the sum of all from openingBalance on"),
};

const adjustmentFields = {
  adjustmentId: z.string(),
  amount: minorUnits,
  reason: z.string(),
};
const paymentFields = {
  paymentId: z.string(),
  amount: minorUnits,
  note: z.string().optional(),
};

const statementLine = z.object({
  kind: z.enum(["commission", "reversal"]).describe("a reversal takes back what a cancellation cancelled"),
  orderId: z.string(),
  lineId: z.string(),
  role: z.enum(COMMISSION_ROLES).describe("as the line's agent, as the agent's manager, or named by a rule"),
  paidAt: instantText,
  sku: z.string(),
  title: z.string(),
  quantity: z.int().describe("of a reversal, as base and amount: zero or less"),
  base: minorUnits,
  rateBps: z.int(),
  amount: minorUnits,
  cancellationId: z.string().optional().describe("of a reversal"),
  cancelledAt: instantText.optional().describe("of a reversal"),
  about,
});

const statementBooking = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("adjustment"), ...adjustmentFields, at: instantText, about }),
  z.object({
    kind: z.literal("payment"),
    ...paymentFields,
    amount: minorUnits.describe("below zero"),
    at: instantText,
    about,
  }),
]);

export const statementSchema = z
  .object({
    clientId: shownClientField,
    agentId: z.string(),
    month,
    currency: z.string(),
    closedAt,
    orders: z
      .int()
      .describe("with commission; this sum and the following ones are those of the month, on every page"),
    units: z.int(),
    sales: minorUnits.describe("a line that the agent earns on in several roles counts once"),
    ...balances,
    lines: z.array(statementLine),
    bookings: z
      .array(statementBooking)
      .describe(
        "adjustments and payments; pages go through lines and bookings together, in the order of their time",
      ),
    nextCursor,
    otherCurrencies: z.array(z.string()).optional().describe("ask for theirs with ?currency="),
  })
  .meta({ id: "Statement" });

export const statementsSchema = z
  .object({
    month,
    closedAt: closedAt.describe(
      "since when the month is closed and its statements no longer change; null while it is open, and where several clients are shown",
    ),
    totals: z
      .array(z.object({ currency: z.string(), agents: z.int(), ...sums, ...balances }))
      .describe("of the month, by currency; a line on which several agents earn is sold once"),
    agents: z
      .array(
        z.object({
          clientId: shownClientField,
          agentId: z.string(),
          name: z.string().nullable(),
          currency: z.string(),
          ...sums,
          ...balances,
        }),
      )
      .describe("with a booking in the month or a balance before it"),
    nextCursor,
  })
  .meta({ id: "Statements" });

const royaltySums = {
  orders: z.int().describe("with something sold"),
  units: z.int().describe("sold, less those cancelled"),
  sales: minorUnits,
  royalty: minorUnits.describe("earned, less what reversing copies took back"),
  reversals: minorUnits.describe("the part of royalty that was taken back: zero or less"),
};

export const royaltiesSchema = z
  .object({
    month,
    closedAt: closedAt.describe(
      "since when the month is closed and its royalties no longer change; null while it is open, and where several clients are shown",
    ),
    totals: z.array(z.object({ currency: z.string(), ...royaltySums })).describe("of the month, by currency"),
    royalties: z.array(
      z.object({
        author: z.string().describe("several are joined by semicolons"),
        title: z.string(),
        isbn: z.string(),
        rateBps: z.int(),
        currency: z.string(),
        ...royaltySums,
        about,
      }),
    ),
    nextCursor,
  })
  .meta({ id: "Royalties" });

const booked = {
  currency: z.string(),
  at: instantText,
  month: z.string().describe("whose statement has it"),
  about,
  bookedAt: instantText,
};
const ofAgent = { clientId: shownClientField, agentId: z.string() };

export const adjustmentSchema = z
  .object({ ...ofAgent, ...adjustmentFields, ...booked })
  .meta({ id: "Adjustment" });
export const paymentSchema = z.object({ ...ofAgent, ...paymentFields, ...booked }).meta({ id: "Payment" });

export const closedMonthSchema = z
  .object({ clientId: shownClientField, month: z.string(), closedAt: instantText })
  .meta({ id: "ClosedMonth" });
