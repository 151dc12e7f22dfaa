/** Why a task is rejected or failed, as a code for programs with the ids that it is about. */
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

export const foretoldCauseSchema = z
  .discriminatedUnion("code", FORETOLD)
  .meta({ id: "ForetoldCause", description: "the code, and the id or SKU that it is about" });

export type ForetoldCause = z.infer<typeof foretoldCauseSchema>;

export const FORETOLD_CODES = FORETOLD.map(({ shape }) => shape.code.value);
