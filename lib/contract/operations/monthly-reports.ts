/** The operations about months over all agents and all books, and about lists of memberships, of functions/reports. */
import * as z from "zod";
import { PLAN_PATTERN } from "../../domain/fields.ts";
import { documentParameters } from "../document-parameters.ts";
import { encodeKeyset, keysetParameter } from "../keyset-cursor.ts";
import { clientParameter, instantParameter, limitParameter } from "../parameters.ts";
import { royaltiesSchema, statementsSchema } from "../responses/month-end.ts";
import { membershipListSchema } from "../responses/monthly-reports.ts";
import type { Operations } from "./operation.ts";

const ANY = /^/;
const limit = limitParameter.describe("1 to 200, by default 50; a CSV or PDF has all rows");
const pageOf = (...cursor: Parameters<typeof keysetParameter>) =>
  z.strictObject({
    client: clientParameter,
    limit,
    cursor: keysetParameter(...cursor)
      .describe("nextCursor of the page before")
      .optional(),
    ...documentParameters,
  });

type AgentPlace = { readonly clientId: string; readonly agentId: string; readonly currency: string };
export const encodeStatementsCursor = ({ clientId, agentId, currency }: AgentPlace): string =>
  encodeKeyset("statements", [clientId, agentId, currency]);

type RoyaltyPlace = Readonly<Record<"author" | "title" | "isbn" | "currency" | "about", string>> & {
  readonly rateBps: number;
};
export const encodeRoyaltiesCursor = ({
  author,
  title,
  isbn,
  rateBps,
  currency,
  about,
}: RoyaltyPlace): string =>
  encodeKeyset("royalties", [author, title, isbn, String(rateBps), currency, about]);

type MembershipPlace = { readonly clientId: string; readonly customerId: string };
export const encodeMembershipsCursor = ({ clientId, customerId }: MembershipPlace): string =>
  encodeKeyset("memberships", [clientId, customerId]);

const monthly = { params: z.object({ month: z.string() }), problems: [406, 422] } as const;
const documents = ["text/csv", "application/pdf"] as const;

export const monthlyReportOperations = {
  readStatements: {
    ...monthly,
    method: "GET",
    path: "/statements/{month}",
    scope: "reports:read",
    query: pageOf("statements", ANY, ANY, /^[A-Z]{3}$/),
    responses: { 200: { json: statementsSchema, documents } },
  },
  readRoyalties: {
    ...monthly,
    method: "GET",
    path: "/royalties/{month}",
    scope: "reports:read",
    query: pageOf("royalties", ANY, ANY, ANY, /^\d{1,5}$/, /^[A-Z]{3}$/, /^(?:\d{4}-\d\d)?$/),
    responses: { 200: { json: royaltiesSchema, documents } },
  },
  listMemberships: {
    method: "GET",
    path: "/memberships",
    scope: "orders:read",
    query: z.strictObject({
      status: z
        .enum(["active", "inactive"], { error: "must be active or inactive" })
        .describe("active or inactive; an expired one is inactive")
        .optional(),
      plan: z
        .string()
        .regex(PLAN_PATTERN, "must be a plan name such as basic or plus")
        .describe("such as basic")
        .optional(),
      expiresBefore: instantParameter.describe("only those that end before this instant").optional(),
      client: clientParameter,
      limit: limitParameter.describe("1 to 200, by default 50"),
      cursor: keysetParameter("memberships", ANY, ANY).describe("nextCursor of the page before").optional(),
    }),
    responses: { 200: { json: membershipListSchema } },
    problems: [422],
  },
} as const satisfies Operations;
