/** Why a task is rejected, failed or postponed, as a code for programs with the id that it is about. */
import * as z from "zod";

const cause = <Code extends string>(code: Code) => z.object({ code: z.literal(code) });

/** The causes that a dry run, an example or a simulation can foretell. */
const FORETOLD = [
  cause("no-shipping-address"),
  cause("no-plan"),
  cause("no-period"),
  cause("streaming-link-missing").extend({ sku: z.string() }),
  cause("agent-without-rate").extend({ agentId: z.string() }),
] as const;

/** The causes that only the handler of a task knows. */
const OBSERVED = [
  cause("no-active-membership"),
  cause("same-plan"),
  cause("lower-plan"),
  cause("other-plan-active"),
  cause("later-change"),
  cause("membership-too-long"),
  cause("no-membership-change"),
  cause("no-streaming-video"),
  cause("address-suppressed"),
  cause("mail-refused"),
  cause("mail-service-unavailable"),
  cause("connection-missing").extend({ connection: z.string() }),
  cause("connection-refused").extend({ status: z.int() }),
  cause("connection-unavailable").extend({ connection: z.string() }),
  cause("attempts-used-up"),
  cause("permanent-error"),
  cause("cancelled"),
  cause("outdated"),
  cause("customer-erased"),
] as const;

export const foretoldCauseSchema = z
  .discriminatedUnion("code", FORETOLD)
  .meta({ id: "ForetoldCause", description: "the code, and the id or SKU that it is about" });

export type ForetoldCause = z.infer<typeof foretoldCauseSchema>;

export const FORETOLD_CODES = FORETOLD.map(({ shape }) => shape.code.value);

export const causeSchema = z
  .discriminatedUnion("code", [...FORETOLD, ...OBSERVED])
  .meta({ id: "Cause", description: "the code, and the id, SKU or status that it is about" });

export type Cause = z.infer<typeof causeSchema>;

const ALL = [...FORETOLD, ...OBSERVED];

export const CAUSE_CODES = ALL.map(({ shape }) => shape.code.value);

/** The field with the id that a cause is about, by code; undefined where there is none. */
export const CAUSE_IDS = Object.fromEntries(
  ALL.map(({ shape }) => [shape.code.value, Object.keys(shape).find((name) => name !== "code")]),
) as Readonly<Record<Cause["code"], string | undefined>>;
