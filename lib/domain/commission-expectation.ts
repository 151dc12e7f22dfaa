/** What agents earn, as texts: for people, and for examples of a rulebook, which expect ids of agents or their rates and roles too. */
import * as z from "zod";
import { type CommissionEntry, COMMISSION_ROLES, type CommissionRole } from "./commission.ts";
import { basisPoints, platformId } from "./fields.ts";
import { text } from "./text-schema.ts";

const agentWithRate = z
  .strictObject({
    agent: platformId.meta({ title: "agent's id", description: "the id of the agent who earns it" }),
    rateBps: basisPoints
      .meta({ title: "rate", description: "basis points, 600 is 6 %; left out: any rate" })
      .optional(),
    role: z
      .enum(COMMISSION_ROLES)
      .meta({ title: "role", description: "as what the agent earns it; left out: any role" })
      .optional(),
  })
  .meta({ title: "commission" });

export const expectedCommission = z.union(
  [text(64), agentWithRate],
  "must be the id of an agent, or a mapping such as { agent: A-1, rateBps: 1000 }",
);
export type ExpectedCommission = z.infer<typeof expectedCommission>;

/** What an agent earns on one or several lines. */
export type Earning = {
  readonly agent: string;
  readonly role: CommissionRole;
  /** Undefined: the agent's own rate, which is not known. */
  readonly rateBps: number | undefined;
};

/** The different earnings of an agent. */
export const earningsOf = (
  agent: string,
  entries: readonly CommissionEntry[],
  ownRateBps: number | undefined,
): readonly Earning[] => {
  const earnings = entries.map(({ role = "agent", rateBps = ownRateBps }) => ({ agent, role, rateBps }));
  return [...new Map(earnings.map((earning) => [textOf(earning), earning])).values()];
};

/** For people: what an agent earns, such as `A-1 at 600 basis points as manager`. */
export const describeEarnings = (agent: string, entries: readonly CommissionEntry[]): string => {
  const described = earningsOf(agent, entries, undefined).map(({ role, rateBps }) => {
    const rate = rateBps === undefined ? "the agent's own rate" : `${rateBps} basis points`;
    return `at ${rate}${role === "agent" ? "" : ` as ${role}`}`;
  });
  return `${agent} ${described.join(" and ")}`;
};

const textOf = (expected: ExpectedCommission | Earning): string => {
  if (typeof expected === "string") return expected;
  const { agent, role, rateBps } = expected;
  const rate = rateBps === undefined ? "" : ` at ${rateBps}`;
  return `${agent}${rate}${role === undefined ? "" : ` as ${role}`}`;
};

const isMet = (expected: ExpectedCommission, earning: Earning): boolean => {
  if (typeof expected === "string") return expected === earning.agent;
  const { agent, rateBps = earning.rateBps, role = earning.role } = expected;
  return agent === earning.agent && rateBps === earning.rateBps && role === earning.role;
};

/**
 * Compares what is expected with what is earned: every expectation is met, and everything earned is expected.
 * @returns both as texts where they differ
 */
export const unmetCommissions = (
  expected: readonly ExpectedCommission[],
  earnings: readonly Earning[],
): { readonly expected: readonly string[]; readonly actual: readonly string[] } | undefined => {
  const texts = expected.map(textOf);
  const isDistinct = new Set(texts).size === texts.length;
  const isComplete = earnings.every((earning) => expected.some((one) => isMet(one, earning)));
  const areMet = expected.every((one) => earnings.some((earning) => isMet(one, earning)));
  return isDistinct && isComplete && areMet ? undefined : { expected: texts, actual: earnings.map(textOf) };
};
