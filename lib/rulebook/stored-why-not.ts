/** Why rules had no effect on an order, as it is stored with orders whose personal data was replaced. */
import type { Clause } from "./clause.ts";
import type { WhyNot } from "./decision.ts";

export type StoredWhyNot = {
  readonly whyNot: readonly (WhyNot & { readonly clauses?: readonly Clause[] })[];
  readonly whyNotOmitted?: number;
};
