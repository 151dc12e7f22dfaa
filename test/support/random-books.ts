/**
 * A shop's bookings in a random but repeatable sequence, and what its books must then hold: a plain statement of the rules,
 * which shares no code with what it is compared with.
 */

const ZONE_HOURS = 3;
/** São Paulo has been three hours behind UTC since 2019. */
const monthAt = (at: number): string => new Date(at - ZONE_HOURS * 3_600_000).toISOString().slice(0, 7);

/** Rounds a fraction half to even. */
const rounded = (numerator: bigint, denominator: bigint): bigint => {
  const floor = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice !== denominator) return twice > denominator ? floor + 1n : floor;
  return floor % 2n === 0n ? floor : floor + 1n;
};

const share = (amount: number, bps: number): number => Number(rounded(BigInt(amount) * BigInt(bps), 10_000n));

/** What belongs to `now` of `of` items after `before` of them. */
const part = (amount: number, of: number, before: number, now: number): number =>
  Number(
    rounded(BigInt(amount) * BigInt(before + now), BigInt(of)) -
      rounded(BigInt(amount) * BigInt(before), BigInt(of)),
  );

export type Line = {
  readonly lineId: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly discount: number;
  readonly royaltyRateBps: number;
  cancelled: number;
};
type Reversed = {
  lineId: string;
  base: number;
  amount: number;
  rateBps: number;
  royalty: number;
  quantity: number;
};
export type Sale = {
  readonly agentId: string;
  readonly rateBps: number;
  readonly at: string;
  readonly lines: Line[];
};

export type Step =
  | { readonly kind: "sale"; readonly sale: Sale }
  | { readonly kind: "cancel"; readonly sale: Sale; readonly at: string; readonly taken: readonly Reversed[] }
  | {
      readonly kind: "adjustment" | "payment";
      readonly agentId: string;
      readonly at: string;
      readonly amount: number;
    }
  | { readonly kind: "close"; readonly month: string };

const SUMS = ["orders", "units", "sales", "commission", "reversals", "adjustments", "payments"] as const;
type Sums = Record<(typeof SUMS)[number], number>;
const nothing = (): Sums => Object.fromEntries(SUMS.map((name) => [name, 0])) as Sums;

/** What the books hold after some steps. */
export class Books {
  /** By month and agent. */
  readonly agents = new Map<string, Map<string, Sums>>();
  /** By month: units, sales and royalties. */
  readonly royalties = new Map<string, { units: number; sales: number; royalty: number }>();
  firstOpen = "0000-00";

  private monthOf(at: string): string {
    const month = monthAt(Date.parse(at));
    return [month, this.firstOpen].sort()[1]!;
  }

  private sums(at: string, agentId: string): Sums {
    const month = this.monthOf(at);
    const agents = this.agents.get(month) ?? new Map<string, Sums>();
    const sums = agents.get(agentId) ?? nothing();
    this.agents.set(month, agents.set(agentId, sums));
    return sums;
  }

  private bookRoyalty(at: string, units: number, sales: number, royalty: number): void {
    const month = this.monthOf(at);
    const before = this.royalties.get(month) ?? { units: 0, sales: 0, royalty: 0 };
    this.royalties.set(month, {
      units: before.units + units,
      sales: before.sales + sales,
      royalty: before.royalty + royalty,
    });
  }

  book(step: Step): void {
    if (step.kind === "close") {
      const [year, month] = step.month.split("-").map(Number) as [number, number];
      this.firstOpen = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, "0")}`;
    } else if (step.kind === "sale") {
      const { agentId, rateBps, at, lines } = step.sale;
      const sums = this.sums(at, agentId);
      sums.orders += 1;
      for (const line of lines) {
        const total = line.quantity * line.unitPrice - line.discount;
        sums.units += line.quantity;
        sums.sales += total;
        sums.commission += share(total, rateBps);
        this.bookRoyalty(at, line.quantity, total, share(total, line.royaltyRateBps));
      }
    } else if (step.kind === "cancel") {
      for (const { base, amount, quantity, royalty } of step.taken) {
        this.sums(step.at, step.sale.agentId).reversals -= amount;
        this.bookRoyalty(step.at, -quantity, -base, -royalty);
      }
    } else if (step.kind === "payment") this.sums(step.at, step.agentId).payments -= step.amount;
    else this.sums(step.at, step.agentId).adjustments += step.amount;
  }
}

/** Numbers from 0 to 1 that only depend on the seed (mulberry32). */
const numbers = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const YEAR = Date.parse("2024-01-01T03:00:00Z");
const DAYS = 366;

type Random = (limit: number) => number;

const randomLine = (below: Random, index: number): Line => {
  const [quantity, unitPrice] = [1 + below(6), below(2) === 0 ? below(40) : 1 + below(30_000)];
  const discount = below(3) === 0 ? below(quantity * unitPrice + 1) : 0;
  const royaltyRateBps = below(2_000);
  return { lineId: String(index + 1), quantity, unitPrice, discount, royaltyRateBps, cancelled: 0 };
};

/** Steps of a year of so many orders, a quarter of which are cancelled in part; months are closed while it goes on. */
export const randomSteps = (seed: number, orders: number): Step[] => {
  const next = numbers(seed);
  const below: Random = (limit) => Math.floor(next() * limit);
  const agentOf = () => `A-${below(7)}`;
  const instant = (from = YEAR): string =>
    new Date(from + below(YEAR + DAYS * 86_400_000 - from)).toISOString();
  const cancelOf = (sale: Sale): Step | undefined => {
    const taken = sale.lines.flatMap((line) => {
      const left = line.quantity - line.cancelled;
      if (left === 0 || below(2) === 0) return [];
      const now = 1 + below(left);
      const total = line.quantity * line.unitPrice - line.discount;
      const partOf = (amount: number) => part(amount, line.quantity, line.cancelled, now);
      const reversed = {
        lineId: line.lineId,
        quantity: now,
        base: partOf(total),
        rateBps: sale.rateBps,
        amount: partOf(share(total, sale.rateBps)),
        royalty: partOf(share(total, line.royaltyRateBps)),
      };
      line.cancelled += now;
      return [reversed];
    });
    return taken.length === 0 ? undefined : { kind: "cancel", sale, at: instant(Date.parse(sale.at)), taken };
  };

  const sales: Sale[] = [];
  const steps: Step[] = [];
  let closed = 0;
  for (let order = 0; order < orders; order += 1) {
    // The first order is of the first month, so that this is the first to close.
    const at = order === 0 ? new Date(YEAR).toISOString() : instant();
    const lines = Array.from({ length: 1 + below(3) }, (_, index) => randomLine(below, index));
    const sale: Sale = { agentId: agentOf(), rateBps: below(10_001), at, lines };
    sales.push(sale);
    steps.push({ kind: "sale", sale });
    if (below(3) === 0)
      steps.push(
        cancelOf(sales[below(sales.length)]!) ?? {
          kind: "payment",
          agentId: agentOf(),
          at: instant(),
          amount: 1,
        },
      );
    if (below(8) === 0)
      steps.push({ kind: "payment", agentId: agentOf(), at: instant(), amount: 1 + below(9_000) });
    if (below(8) === 0)
      steps.push({ kind: "adjustment", agentId: agentOf(), at: instant(), amount: 1 + below(900) - 1_000 });
    if (closed < 11 && (order + 1) % Math.ceil(orders / 13) === 0) {
      closed += 1;
      steps.push({ kind: "close", month: `2024-${String(closed).padStart(2, "0")}` });
    }
  }
  return steps;
};
