/** GET /customers/{customerId}/export: everything that is kept of a person, page by page. */
import { encodeExportCursor, type privacyOperations } from "../../lib/contract/operations/privacy.ts";
import type { ResponseBody } from "../../lib/contract/operations/operation.ts";
import type { customerExportSchema } from "../../lib/contract/responses/privacy.ts";
import { listAuditEntries } from "../../lib/database/audit.ts";
import {
  EXPORTED_KINDS,
  type ExportedRecord,
  listExportedRecords,
} from "../../lib/database/customer-export.ts";
import { findIdentities, findListEntries, findSuppressions } from "../../lib/database/customer-identities.ts";
import { findMembership } from "../../lib/database/reports.ts";
import { membershipAt } from "../../lib/domain/membership.ts";
import { clientOfExisting, shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";

type CustomerExport = ResponseBody<typeof customerExportSchema>;
type ExportedOrder = CustomerExport["orders"][number];
type Records = Readonly<Record<string, unknown>>[];

const MAX_AUDIT_ENTRIES = 200;

/** The records of one order: those of the order itself beside its id, the others as lists. */
const orderOf = (records: readonly ExportedRecord[]): ExportedOrder => {
  const fields: Records = [];
  const lists = new Map<string, Records>();
  for (const { kind, data } of records) {
    const name = EXPORTED_KINDS[kind]!;
    if (name === "order") fields.push(data);
    else lists.set(name, [...(lists.get(name) ?? []), data]);
  }
  return { orderId: records[0]!.orderId, ...fields[0], ...Object.fromEntries(lists) };
};

const membershipOf = async (clientId: string, customerId: string): Promise<CustomerExport["membership"]> => {
  const found = await findMembership(database(), clientId, customerId);
  if (found === undefined) return null;
  const { status, plan, since, expiresAt } = membershipAt(found.membership, now());
  return { status, plan, since, expiresAt, history: found.history };
};

type BesideOrders = Pick<CustomerExport, "membership" | "lists" | "suppressedAddresses" | "audit">;

const ON_LATER_PAGES: BesideOrders = { membership: null, lists: [], suppressedAddresses: [], audit: [] };

/** What the first page has beside the orders. */
const besideOrders = async (clientId: string, customerId: string): Promise<BesideOrders> => {
  const sql = database();
  const identities = await findIdentities(sql, clientId, customerId);
  const lists = await findListEntries(sql, identities);
  const entries = { clientId, subject: `customers/${customerId}`, limit: MAX_AUDIT_ENTRIES };
  return {
    membership: await membershipOf(clientId, customerId),
    lists: lists.map(({ isShared: _shared, ...entry }) => entry),
    suppressedAddresses: await findSuppressions(sql, identities.emails),
    audit: (await listAuditEntries(sql, entries)).map(({ entryId: _id, ...entry }) => entry),
  };
};

export const exportCustomer: Handler<typeof privacyOperations.exportCustomer> = async ({
  principal,
  params: { customerId },
  query: { client, cursor, limit },
}) => {
  const owner = await clientOfExisting(principal, client, "buyer", customerId);
  if (!owner.ok) return owner.error;
  const clientId = owner.value;
  const page = { clientId, customerId, after: cursor, limit };
  const { records, hasMore } = await listExportedRecords(database(), page);
  const last = records.at(-1);
  const beside = cursor === undefined ? await besideOrders(clientId, customerId) : ON_LATER_PAGES;
  return jsonResponse(200, {
    ...shownClient(principal, clientId),
    customerId,
    ...(last === undefined && beside.membership === null ? {} : { exported: customerId }),
    exportedAt: now(),
    ...beside,
    orders: [...Map.groupBy(records, ({ orderNo }) => orderNo).values()].map(orderOf),
    nextCursor: hasMore && last !== undefined ? encodeExportCursor(last) : null,
  });
};
