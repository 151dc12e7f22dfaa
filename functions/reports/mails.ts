/** GET /mails and GET /mails/{taskId}: the mails of orders, and what was sent. */
import { encodeMailCursor, mailOperations } from "../../lib/contract/operations/mails.ts";
import { findMail, listMails as list } from "../../lib/database/mails.ts";
import { shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { narrowToClient, visibleClient } from "../../lib/http/visible-client.ts";
import { database } from "../../lib/runtime/database-pool.ts";

export const listMails: Handler<typeof mailOperations.listMails> = async ({ principal, query }) => {
  const { client, cursor, limit, ...filter } = query;
  const clients = narrowToClient(principal, client);
  if (!clients.ok) return clients.error;
  const found = await list(database(), {
    ...filter,
    clientId: clients.value,
    after: cursor,
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return jsonResponse(200, {
    mails: page.map(({ clientId, orderNo: _no, position: _position, ...mail }) => ({
      ...shownClient(principal, clientId),
      ...mail,
    })),
    nextCursor: last !== undefined && found.length > limit ? encodeMailCursor(last) : null,
  });
};

export const readMail: Handler<typeof mailOperations.readMail> = async ({ principal, params }) => {
  const mail = await findMail(database(), visibleClient(principal), params.taskId);
  if (mail === undefined) return problem(404, mailOperations.readMail.notFound);
  const { clientId, orderNo: _no, position: _position, ...shown } = mail;
  return jsonResponse(200, { ...shownClient(principal, clientId), ...shown });
};
