/** What deciding an order gives: lines with the gifts, tasks with their reasons, and why the other rules kept silent. */
import type { OrderLine } from "./order.ts";
import type { PlannedTask } from "./task.ts";

/** A rule that did not apply: to the line, or to the order when there is no `lineId`. */
export type WhyNot = {
  readonly ruleId: string;
  readonly lineId?: string;
  readonly explanation: string;
  /** Id of the `except` clause that held the rule back. */
  readonly exception?: string;
};

/** What a rule may add for free, or link to: an entry of the catalogue. */
export type CatalogueEntry = {
  readonly sku: string;
  readonly type: string;
  readonly title: string;
  readonly link?: string | undefined;
  /** The other type fields, flat, as stored (isbn, authors, weightGrams, plan, …). */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
};

/** The entries a decision may draw on, by SKU. */
export type Catalogue = Readonly<Record<string, CatalogueEntry>>;

export type Decision = {
  readonly rulebookVersion: number;
  /** The customer's lines, then the free ones. */
  readonly lines: readonly OrderLine[];
  /** In order of acceptance: slips, memberships in line order, e-mails, commissions. */
  readonly tasks: readonly PlannedTask[];
};
