/** A rule as `GET /rulebooks/{version}` returns it, with the fields that its type leaves open. */
import type { BodyOf } from "../../api/types.ts";

export type Rulebook = BodyOf<"readRulebook">;

export type Action = { readonly action: string } & Readonly<Record<string, unknown>>;

export type Exception = {
  readonly id: string;
  readonly when: string;
  readonly reason: string;
  readonly owner?: string;
  readonly from?: string;
  readonly until?: string;
};

export type Rule = {
  readonly id: string;
  readonly description?: string;
  readonly owner?: string;
  readonly forEach: string;
  readonly from?: string;
  readonly until?: string;
  readonly when: string;
  readonly then?: readonly Action[];
  readonly except: readonly Exception[];
  readonly overrides?: readonly string[];
  readonly enabled?: boolean;
  readonly paused?: unknown;
};

export const rulesOf = (rulebook: Rulebook): readonly Rule[] => rulebook.rules as unknown as readonly Rule[];
