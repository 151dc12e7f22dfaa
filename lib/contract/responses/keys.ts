/** Responses about API keys. The text of a key is in none of them. */
import * as z from "zod";
import { SCOPES } from "../../domain/scope.ts";
import { instantText } from "./orders.ts";

const scopes = z.array(z.enum(SCOPES)).readonly();

export const keySchema = z
  .object({
    keyId: z.uuid(),
    clientId: z.string(),
    name: z.string().nullable(),
    hint: z.string().describe("the ends of the key"),
    scopes,
    createdAt: instantText,
    expiresAt: instantText.nullable().describe("null: it does not expire"),
    revokedAt: instantText.nullable(),
    lastUsedAt: instantText.nullable().describe("to the minute"),
  })
  .meta({ id: "Key" });

export const keyListSchema = z.object({ keys: z.array(keySchema) }).meta({ id: "KeyList" });

export const callerSchema = z
  .object({
    clientId: z.string(),
    keyId: z.string(),
    name: z.string().nullable(),
    scopes: scopes.describe("as granted; admin includes all that concern one client"),
    expiresAt: instantText.nullable(),
    stage: z.string(),
    companyName: z.string(),
    timeZone: z.string().describe("in which months and days are counted"),
    version: z.string().describe("of the API"),
  })
  .meta({ id: "Caller" });
