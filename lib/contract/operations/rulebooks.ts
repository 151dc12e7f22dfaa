/** The operations of functions/rulebooks. */
import * as z from "zod";
import { versionParameter } from "../parameters.ts";
import {
  activationResponseSchema,
  rulebookListSchema,
  rulebookSchema,
  savedRulebookSchema,
  simulationSchema,
} from "../responses/rulebooks.ts";
import { activationBody, rulebookBody, simulationBody } from "../rulebook-bodies.ts";
import type { Operations } from "./operation.ts";

const params = z.object({ version: versionParameter });
const notFound = "There is no such rulebook.";

export const rulebookOperations = {
  saveRulebook: {
    method: "POST",
    path: "/rulebooks",
    scope: "rules:write",
    body: { kind: "json-or-yaml", schema: rulebookBody },
    responses: { 201: { json: savedRulebookSchema } },
  },
  listRulebooks: {
    method: "GET",
    path: "/rulebooks",
    scope: "rules:read",
    responses: { 200: { json: rulebookListSchema } },
  },
  readRulebook: {
    method: "GET",
    path: "/rulebooks/{version}",
    scope: "rules:read",
    params: z.object({ version: z.union([z.literal("active"), versionParameter]) }),
    notFound,
    responses: { 200: { json: rulebookSchema } },
  },
  simulateRulebook: {
    method: "POST",
    path: "/rulebooks/{version}/simulation",
    scope: "rules:read",
    params,
    notFound,
    body: { kind: "optional-json", schema: simulationBody },
    responses: { 200: { json: simulationSchema } },
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
} as const satisfies Operations;
