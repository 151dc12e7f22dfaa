/** An SQS that fails, takes part of a batch, or loses its responses. */
import { setTimeout as delay } from "node:timers/promises";
import type { AwsCall, Disturb } from "../stack/aws-proxy.ts";
import type { Disturbance } from "./disturbance.ts";

const MAX_MS = 6_000;
const CALLS = 6;
/** Longer than a function waits for a call to SQS. */
const STALL_MS = 4_000;

type Entry = { readonly Id: string };
type BatchResponse = { readonly Successful?: readonly Entry[]; readonly Failed?: readonly Entry[] };

const disturbing = (name: string, disturb: Disturb): Disturbance => ({
  name,
  lane: "services",
  strike: ({ stack }) => stack.sqs.disturb(disturb, CALLS, MAX_MS),
});

const isBatch = ({ action }: AwsCall): boolean => /^(Send|Delete)MessageBatch$/.test(action);

/** Every second entry of a batch fails, of a batch of one the only one. */
const failPartly: Disturb = async (call) => {
  if (!isBatch(call)) return false;
  const request = JSON.parse(call.body) as { readonly Entries: readonly Entry[] };
  const failing = request.Entries.filter((_, index) => index % 2 === 0);
  const others = request.Entries.filter((_, index) => index % 2 === 1);
  const forwarded =
    others.length === 0 ? undefined : await call.forward(JSON.stringify({ ...request, Entries: others }));
  if (forwarded !== undefined && forwarded.status !== 200) return false;
  const { Successful = [], Failed = [] } = JSON.parse(forwarded?.body ?? "{}") as BatchResponse;
  const failed = failing.map(({ Id }) => ({ Id, Code: "InternalError", Message: "" }));
  const body = JSON.stringify({ Successful, Failed: [...Failed, ...failed] });
  call.respond({ status: 200, type: "application/x-amz-json-1.0", body });
  return true;
};

const fail: Disturb = (call) => {
  call.respond({
    status: 500,
    type: "application/x-amz-json-1.0",
    body: JSON.stringify({ __type: "com.amazonaws.sqs#InternalFailure", message: "internal failure" }),
  });
  return true;
};

/** A message is sent, received or deleted, and the caller does not learn of it. */
const loseResponse: Disturb = async (call) => {
  await call.forward();
  call.hangUp();
  return true;
};

const stall: Disturb = async (call) => {
  if (call.action === "ReceiveMessage") return false;
  await delay(STALL_MS);
  call.respond(await call.forward());
  return true;
};

const neverRespond: Disturb = ({ action }) => action !== "ReceiveMessage";

export const sqsDisturbances: readonly Disturbance[] = [
  disturbing("SQS takes part of a batch", failPartly),
  disturbing("SQS fails", fail),
  disturbing("SQS loses its responses", loseResponse),
  disturbing("SQS stalls for 4 s", stall),
  disturbing("SQS never responds", neverRespond),
];
