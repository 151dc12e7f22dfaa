/** GET /mails and GET /mails/{taskId}: the mails of orders, and what was sent. */
import { encodeMailCursor, mailOperations } from "../../lib/contract/operations/mails.ts";
import { findMailData } from "../../lib/database/mail-data.ts";
import { findMail, listMails as list } from "../../lib/database/mails.ts";
import { findTask } from "../../lib/database/tasks.ts";
import { shownClient } from "../../lib/http/client-access.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { narrowToClient, visibleClient } from "../../lib/http/visible-client.ts";
import { renderMail } from "../../lib/mails/render-mail.ts";
import { company } from "../../lib/runtime/company.ts";
import { database, readerDatabase } from "../../lib/runtime/database-pool.ts";

export const listMails: Handler<typeof mailOperations.listMails> = async ({ principal, query }) => {
  const { client, cursor, limit, ...filter } = query;
  const clients = narrowToClient(principal, client);
  if (!clients.ok) return clients.error;
  const found = await list(readerDatabase(), {
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

const NO_TEXT = { subject: null, text: null, html: null };

/** A mail that was sent, from its recorded order. It has no text when a link that it had is no longer in the catalogue. */
const renderedAgain = async (taskId: string) => {
  const task = await findTask(database(), "email", taskId);
  if (task === undefined) return NO_TEXT;
  const result = renderMail(task, await findMailData(database(), [task], company().name));
  return result.kind === "ready" ? result.rendered : NO_TEXT;
};

export const readMail: Handler<typeof mailOperations.readMail> = async ({ principal, params }) => {
  const mail = await findMail(database(), visibleClient(principal), params.taskId);
  if (mail === undefined) return problem(404, mailOperations.readMail.notFound);
  const { clientId, orderNo: _no, position: _position, ...shown } = mail;
  const rendered = mail.status === "done" && mail.text === null;
  return jsonResponse(200, {
    ...shownClient(principal, clientId),
    ...shown,
    ...(rendered ? await renderedAgain(mail.taskId) : {}),
    rendered,
  });
};
