/** Receivers of webhooks that hang, fail, refuse, or send the caller elsewhere. */
import { type Respond, withStatus } from "../../support/webhook-receiver.ts";
import type { Disturbance } from "./disturbance.ts";

const MAX_MS = 8_000;
const CALLS = 2;

/** Where a webhook never goes: redirects are not followed. */
export const ELSEWHERE = "/elsewhere";

const disturbing = (name: string, respond: Respond): Disturbance => ({
  name: `a webhook's receiver that ${name}`,
  lane: "services",
  strike: ({ stack }) => stack.receiver.disturb(respond, CALLS, MAX_MS),
});

export const webhookDisturbances: readonly Disturbance[] = [
  disturbing("never responds", () => {}),
  disturbing("fails", withStatus(500)),
  disturbing("is gone for good", withStatus(410)),
  disturbing("redirects", withStatus(302, { Location: ELSEWHERE })),
  disturbing("breaks the connection", (_, request) => void request.socket.destroy()),
  disturbing("breaks off its response", (response, request) => {
    response.writeHead(200, { "Content-Length": "500" });
    response.write("{", () => request.socket.destroy());
  }),
];
