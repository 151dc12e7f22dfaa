/** The bodies of saving, simulating and activating a rulebook. */
import * as z from "zod";
import { rulebookSourceSchema } from "../rulebook/check/source-schema.ts";
import { listId } from "../domain/list.ts";
import { instantSchema } from "../domain/instant.ts";
import { text } from "../domain/text-schema.ts";
import { isPeriod, PERIOD_ISSUE } from "./period.ts";
import { simulationCursorParameter } from "./simulation-cursor.ts";

export const rulebookBody = rulebookSourceSchema.meta({ id: "RulebookBody" });

/** Why a version was saved or activated, for those who read the history. */
export const noteText = text(500).describe("why, for those who read the history");

/** Which time of an order `since` and `until` are compared with. */
export const simulatedTime = z
  .enum(["received", "paid"], { error: "must be received or paid" })
  .describe("the time that since and until are compared with, by default received");

const listVersions = z
  .record(listId, z.int().min(1).max(999_999_999))
  .refine((versions) => Object.keys(versions).length <= 100, "must not name more than 100 lists")
  .describe(
    "list versions that this rulebook sees, by list id; otherwise both see the versions that each order was decided with",
  );

const LIST_VERSIONS_ISSUE = "must be list versions such as december-skus:8,vip:2";

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** List versions in a query: `december-skus:8,vip:2`, or the JSON object of a body. */
export const listVersionsParameter = z.string().transform((text, context) => {
  const pairs = text.split(",").map((pair) => /^([^:]+):([1-9]\d{0,8})$/.exec(pair.trim()));
  const given = pairs.every((pair) => pair !== null)
    ? Object.fromEntries(pairs.map(([, id, version]) => [id, Number(version)]))
    : parseJson(text);
  const parsed = listVersions.safeParse(given);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: "custom", message: LIST_VERSIONS_ISSUE });
  return z.NEVER;
});

export const simulationBody = z
  .strictObject({
    since: instantSchema.describe("orders of this instant or later").optional(),
    until: instantSchema.describe("orders before").optional(),
    by: simulatedTime.default("received"),
    limit: z.int().min(1).max(1_000_000).describe("at most this many orders, the newest first").optional(),
    lists: listVersions.optional(),
    cursor: simulationCursorParameter.describe("nextCursor of the part before").optional(),
  })
  .refine(isPeriod, PERIOD_ISSUE)
  .meta({ id: "SimulationBody" });

const version = z.int().min(1).max(999_999_999);

export const activationBody = z
  .strictObject({
    effectiveFrom: instantSchema.describe("instant from which it is active; left out, at once").optional(),
    expectedActive: version
      .describe("the version that is active as far as you know; 409 when another one is")
      .optional(),
    cancelScheduled: z
      .boolean()
      .describe("true: also cancel every activation that is still to come")
      .optional(),
    note: noteText.optional(),
    shadow: z
      .boolean()
      .describe("true: also decide live orders under it, without acting; false: stop that")
      .optional(),
  })
  .superRefine(({ shadow, ...others }, context) => {
    if (shadow === undefined) return;
    for (const [field, value] of Object.entries(others))
      if (value !== undefined)
        context.addIssue({ code: "custom", path: [field], message: "must be left out when shadow is given" });
  })
  .meta({ id: "ActivationBody" });

export const approvalBody = z.strictObject({ note: noteText.optional() }).meta({ id: "ApprovalBody" });
