/** /connections/{connectionId}: the receivers of webhooks, their secrets, and a test. */
import { connectionOperations as operations } from "../../lib/contract/operations/connections.ts";
import {
  deleteConnection as removeConnection,
  findConnection,
  findReceivers,
  putConnection as storeConnection,
  rotateSecret as storeSecret,
} from "../../lib/database/webhook-connections.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem, validationProblem } from "../../lib/http/response.ts";
import { addSeconds, now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { environment } from "../../lib/runtime/environment.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { receiverIssue } from "../../lib/runtime/webhooks/public-address.ts";
import { sendWebhook } from "../../lib/runtime/webhooks/send-webhook.ts";
import { newSecret } from "../../lib/runtime/webhooks/signature.ts";

/** How long webhooks are signed with the secret before a rotation, too. */
const ROTATION_SECONDS = 86_400;

const allowsLoopback = (): boolean => environment().STAGE === "local";

export const putConnection: Handler<typeof operations.putConnection> = async ({ params, body }) => {
  const { url, events, clients = null } = body;
  const detail = receiverIssue(url, allowsLoopback());
  if (detail !== undefined) return validationProblem([{ pointer: "/url", detail }]);
  const secret = newSecret();
  const input = { ...params, url, events, clients };
  const { connection, isNew } = await storeConnection(database(), input, secret, now());
  return jsonResponse(200, isNew ? { ...connection, secret } : connection);
};

export const readConnection: Handler<typeof operations.readConnection> = async ({ params }) => {
  const connection = await findConnection(database(), params.connectionId, now());
  return connection === undefined
    ? problem(404, operations.readConnection.notFound)
    : jsonResponse(200, connection);
};

export const deleteConnection: Handler<typeof operations.deleteConnection> = async ({ params }) => {
  const { connectionId } = params;
  const result = await database().transaction((tx) => removeConnection(tx, connectionId, now()));
  switch (result.kind) {
    case "deleted":
      return { kind: "document", status: 204, contentType: "text/plain", body: "" };
    case "unknown":
      return problem(404, operations.deleteConnection.notFound);
    case "inUse":
      return problem(
        409,
        `Rules of version ${result.versions.join(", ")} send webhooks to ${connectionId}; those versions are active, scheduled or in the shadow.`,
      );
  }
};

export const rotateSecret: Handler<typeof operations.rotateSecret> = async ({ params }) => {
  const at = now();
  const secret = newSecret();
  const rotation = { ...params, secret, now: at, previousUntil: addSeconds(at, ROTATION_SECONDS) };
  const connection = await storeSecret(database(), rotation);
  return connection === undefined
    ? problem(404, operations.rotateSecret.notFound)
    : jsonResponse(200, { ...connection, secret });
};

export const testConnection: Handler<typeof operations.testConnection> = async ({ params }) => {
  const { connectionId } = params;
  const timestamp = now();
  const receiver = (await findReceivers(database(), [connectionId], timestamp)).get(connectionId);
  if (receiver === undefined) return problem(404, operations.testConnection.notFound);
  const webhookId = newId();
  const body = JSON.stringify({ type: "connection.test", timestamp, data: { connectionId } });
  const { url, secrets } = receiver;
  const response = await sendWebhook(
    { url, secrets, id: webhookId, body },
    { allowsLoopback: allowsLoopback() },
  );
  return jsonResponse(
    200,
    response.kind === "responded"
      ? {
          webhookId,
          accepted: response.status >= 200 && response.status < 300,
          status: response.status,
          error: null,
        }
      : { webhookId, accepted: false, status: null, error: response.error },
  );
};
