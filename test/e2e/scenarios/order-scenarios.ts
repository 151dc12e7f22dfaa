/** The scenarios: one order of every kind, one of all kinds together, and the effects that each must have. */

import { type ExampleLine, exampleLines, exampleOrderOf } from "../../../lib/contract/example-order.ts";

/** The effects of an order, as compare-outcome.ts checks them. */
type Expected = {
  /** SKUs on each slip, in any order. */
  readonly slips: Readonly<Partial<Record<"shipping" | "royalties", readonly string[]>>>;
  readonly membership?: { readonly change: "activate" | "upgrade"; readonly plan: string };
  /** Number of e-mails to the customer. */
  readonly mails: number;
  /** Each must be in at least one of the e-mails. */
  readonly mailTexts?: readonly string[];
  /** lineId → base and amount in minor units; no other line has a commission. */
  readonly commission: Readonly<Record<string, readonly [base: number, amount: number]>>;
  readonly freeItems: number;
};

export type Scenario = {
  /** Completes "an order of …". */
  readonly title: string;
  readonly customerId: string;
  readonly email: string;
  readonly body: { readonly orderId: string } & Readonly<Record<string, unknown>>;
  readonly expected: Expected;
};

/** 7.5 %, so that the book's commission ends in half a centavo: 454.5 rounds to the even 454. */
export const AGENT_RATE_BPS = 750;
const SKI_LINK = "learning-to-ski";
const FIRST_AID_LINK = "first-aid";

const laptop = { ...exampleLines.physical, weightGrams: 2_100 };
const books = { ...exampleLines.book, unitPrice: 3_030, weightGrams: 450 };
const { membership, membership_upgrade: upgrade } = exampleLines;
const ski = (delivery: "disc" | "streaming") => ({ ...exampleLines.video, delivery });

/** Builds scenarios whose order ids and customers belong to one run. */
const scenarioBuilder =
  (runId: string, agentId: string, at: string) =>
  (
    name: string,
    title: string,
    customer: string,
    lines: readonly ExampleLine[],
    expected: Expected,
  ): Scenario => {
    const customerId = `C-${runId}-${customer}`;
    const email = `${customer}.${runId}@example.com`.toLowerCase();
    const order = exampleOrderOf(lines.map((line, index) => ({ lineId: String(index + 1), ...line })));
    const body = {
      ...order,
      orderId: `${runId}-${name}`,
      placedAt: at,
      locale: "pt-BR",
      customer: { customerId, name: "Ana Souza", email, taxId: "123.456.789-00" },
      agentId,
      payment: { ...order.payment, paidAt: at },
    };
    return { title, customerId, email, body, expected };
  };

/** The scenarios of one run. Order ids, customer ids and e-mail addresses contain the run id. */
export const orderScenarios = (runId: string, agentId: string, at: string): Scenario[] => {
  const order = scenarioBuilder(runId, agentId, at);
  const noEffects = { slips: {}, mails: 0, commission: {}, freeItems: 0 };

  return [
    order("PHYSICAL", "a laptop", "bruno", [laptop], {
      ...noEffects,
      slips: { shipping: ["LAPTOP-1"] },
      commission: { "1": [150_000, 11_250] },
    }),
    order("BOOK", "two books", "carla", [books], {
      ...noEffects,
      slips: { shipping: ["BOOK-8"], royalties: ["BOOK-8"] },
      commission: { "1": [6_060, 454] },
    }),
    order("MEMBER", "a membership", "diego", [membership], {
      ...noEffects,
      membership: { change: "activate", plan: "basic" },
      mails: 1,
    }),
    order("UPGRADE", "a membership upgrade", "diego", [upgrade], {
      ...noEffects,
      membership: { change: "upgrade", plan: "plus" },
      mails: 1,
    }),
    order("SKI-DISC", "a ski video on disc", "elisa", [ski("disc")], {
      ...noEffects,
      slips: { shipping: ["VIDEO-SKI", "VIDEO-FIRST-AID"] },
      freeItems: 1,
    }),
    order("SKI-STREAM", "a ski video, streaming", "fabio", [ski("streaming")], {
      ...noEffects,
      mails: 1,
      mailTexts: [SKI_LINK, FIRST_AID_LINK],
      freeItems: 1,
    }),
    order(
      "MIXED",
      "every kind together",
      "gina",
      [laptop, books, membership, ski("disc"), ski("streaming")],
      {
        slips: {
          shipping: ["LAPTOP-1", "BOOK-8", "VIDEO-SKI", "VIDEO-FIRST-AID"],
          royalties: ["BOOK-8"],
        },
        membership: { change: "activate", plan: "basic" },
        mails: 2,
        mailTexts: [SKI_LINK, FIRST_AID_LINK],
        commission: { "1": [150_000, 11_250], "2": [6_060, 454] },
        freeItems: 2,
      },
    ),
  ];
};
