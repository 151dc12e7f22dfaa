/** The operations of functions/rulebooks. */
import * as z from "zod";
import { platformId } from "../../domain/fields.ts";
import { isPeriod, PERIOD_ISSUE } from "../period.ts";
import { activationIdParameter, instantParameter, versionParameter } from "../parameters.ts";
import {
  activationListSchema,
  activationResponseSchema,
  approvalsSchema,
  checkResponseSchema,
  rulebookListSchema,
  rulebookSchema,
  savedRulebookSchema,
  usageSchema,
} from "../responses/rulebooks.ts";
import { simulationSchema } from "../responses/simulation.ts";
import { vocabularySchema } from "../responses/vocabulary.ts";
import {
  activationBody,
  approvalBody,
  listVersionsParameter,
  noteText,
  rulebookBody,
  simulatedTime,
  simulationBody,
} from "../rulebook-bodies.ts";
import { simulationCursorParameter } from "../simulation-cursor.ts";
import type { Operations } from "./operation.ts";

const params = z.object({ version: versionParameter });
const notFound = "There is no such rulebook.";

const client = platformId
  .describe("narrows it to one client's orders; a client other than your own needs the scope clients:all")
  .optional();

const saveQuery = z.strictObject({
  basedOn: versionParameter
    .describe("the version that was active when you began; 409 when another one is active now")
    .optional(),
  note: z
    .string()
    .refine((value) => noteText.safeParse(value).success, "must be 1 to 500 characters long")
    .describe("why, for those who read the history")
    .optional(),
});

const partOfSimulation = {
  format: z
    .enum(["json", "csv"], { error: "must be json or csv" })
    .describe("instead of the Accept header; csv: a row for every difference of every order")
    .optional(),
  cursor: simulationCursorParameter
    .describe("nextCursor of the part before; as CSV it is part of the Link header")
    .optional(),
};

const textSimulationQuery = z
  .strictObject({
    since: instantParameter.describe("orders of this instant or later, RFC 3339 with offset").optional(),
    until: instantParameter.describe("orders before").optional(),
    by: simulatedTime.default("received"),
    limit: z
      .string()
      .regex(/^[1-9]\d{0,5}$|^1000000$/, "must be a whole number from 1 to 1000000")
      .transform(Number)
      .describe("at most this many orders, the newest first")
      .optional(),
    lists: listVersionsParameter.optional(),
    client,
    ...partOfSimulation,
  })
  .refine(isPeriod, PERIOD_ISSUE);

export const rulebookOperations = {
  readVocabulary: {
    method: "GET",
    path: "/vocabulary",
    scope: "rules:read",
    query: z.strictObject({
      rulebook: versionParameter
        .describe("the version whose vocabulary it is; by default the active one")
        .optional(),
    }),
    responses: { 200: { json: vocabularySchema } },
    problems: [422],
  },
  saveRulebook: {
    method: "POST",
    path: "/rulebooks",
    scope: "rules:write",
    query: saveQuery,
    body: { kind: "json-or-yaml", schema: rulebookBody },
    responses: { 201: { json: savedRulebookSchema } },
    problems: [409],
  },
  checkRulebook: {
    method: "POST",
    path: "/rulebooks/check",
    scope: "rules:read",
    body: { kind: "json-or-yaml", schema: rulebookBody },
    responses: { 200: { json: checkResponseSchema } },
  },
  simulateText: {
    method: "POST",
    path: "/rulebooks/simulation",
    scope: "rules:read",
    query: textSimulationQuery,
    body: { kind: "json-or-yaml", schema: rulebookBody },
    responses: { 200: { json: simulationSchema, documents: ["text/csv"] } },
    problems: [406],
  },
  listActivations: {
    method: "GET",
    path: "/rulebooks/activations",
    scope: "rules:read",
    responses: { 200: { json: activationListSchema } },
  },
  cancelActivation: {
    method: "DELETE",
    path: "/rulebooks/activations/{activationId}",
    scope: "rules:activate",
    params: z.object({ activationId: activationIdParameter }),
    notFound: "There is no such activation.",
    responses: { 204: {} },
    problems: [409],
  },
  listRulebooks: {
    method: "GET",
    path: "/rulebooks",
    scope: "rules:read",
    responses: { 200: { json: rulebookListSchema } },
  },
  readActiveRulebook: {
    method: "GET",
    path: "/rulebooks/active",
    scope: "rules:read",
    notFound: "No rulebook is active.",
    responses: { 200: { json: rulebookSchema } },
  },
  readRulebook: {
    method: "GET",
    path: "/rulebooks/{version}",
    scope: "rules:read",
    params,
    notFound,
    responses: { 200: { json: rulebookSchema } },
  },
  readUsage: {
    method: "GET",
    path: "/rulebooks/{version}/usage",
    scope: "rules:read",
    params,
    notFound,
    query: z.strictObject({
      since: instantParameter
        .describe("orders received at this instant or later, RFC 3339 with offset")
        .optional(),
      client,
    }),
    responses: { 200: { json: usageSchema } },
    problems: [422],
  },
  simulateRulebook: {
    method: "POST",
    path: "/rulebooks/{version}/simulation",
    scope: "rules:read",
    params,
    notFound,
    query: z.strictObject({ client, ...partOfSimulation }),
    body: { kind: "optional-json", schema: simulationBody },
    responses: { 200: { json: simulationSchema, documents: ["text/csv"] } },
    problems: [406],
  },
  activateRulebook: {
    method: "POST",
    path: "/rulebooks/{version}/activation",
    scope: "rules:activate",
    params,
    notFound,
    body: { kind: "optional-json", schema: activationBody },
    responses: { 200: { json: activationResponseSchema } },
    problems: [409],
  },
  approveRulebook: {
    method: "POST",
    path: "/rulebooks/{version}/approval",
    scope: "rules:activate",
    params,
    notFound,
    body: { kind: "optional-json", schema: approvalBody },
    responses: { 200: { json: approvalsSchema } },
    problems: [409],
  },
} as const satisfies Operations;
