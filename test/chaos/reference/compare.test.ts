/** The reference model finds nothing wrong with a run in which nothing fails, and each thing that is then tampered with. */
import { afterAll, expect, test } from "vitest";
import { setEnvironment, startFunctionStack } from "../../support/function-stack.ts";
import { sentDocument, startSesServer, XML } from "../../support/ses-protocol.ts";
import { startReceiver } from "../../support/webhook-receiver.ts";
import { makeWorkload } from "../workload/workload.ts";
import { compare } from "./compare.ts";
import { runInProcess } from "./in-process.ts";

const SEED = 7;
const ORDERS = 60;

const stack = await startFunctionStack();
const { sql } = stack;
const receiver = await startReceiver();
const mails: Record<string, string>[] = [];
const ses = await startSesServer((form, response) => {
  if (form.get("Action") === "SendEmail") mails.push(Object.fromEntries(form));
  response.writeHead(200, XML).end(sentDocument(`sent-${mails.length}`));
});
afterAll(() => Promise.all([receiver.stop(), ses.stop()]));
setEnvironment({ AWS_ENDPOINT_URL_SES: ses.endpoint });
await sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");

const workload = makeWorkload(SEED, ORDERS, `http://127.0.0.1:${receiver.port}/`);
const records = await runInProcess(stack, workload, SEED);
const outside = () => ({
  mails: mails.map((parameters) => ({ parameters })),
  webhooks: receiver.received.map(({ headers, body }) => ({ path: "/", headers, body, status: 204 })),
});

test("a run in which nothing fails has no difference", async () => {
  expect(await compare(records, sql, outside())).toEqual([]);
});
