/** What the tests of the console share: a stack, a browser, orders. Tests are skipped where there is no browser. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Stack } from "../../dev/stack.ts";
import { startTemporaryStack } from "../../dev/temporary-stack.ts";
import { orderBody } from "../../test/support/order-body.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { browserPath, launchBrowser, visit } from "./browser.ts";

const START_MS = 240_000;

if (browserPath === undefined && process.env.CI) {
  test("CI has a browser for the tests of the console", () => {
    throw new Error("no chromium: apt-get install chromium, or CHROMIUM=/path/to/it");
  });
}
if (browserPath === undefined)
  console.warn(
    "The tests of the console are skipped: no chromium. apt-get install chromium, or CHROMIUM=PATH.",
  );

export const inBrowser = test.skipIf(browserPath === undefined);

/** Both are there when the first test begins. */
export const target = {} as { stack: Stack; browser: Browser };

export const call = (method: string, path: string, body?: object) =>
  fetch(`${target.stack.apiUrl}${path}`, {
    method,
    headers: { Authorization: `Bearer ${target.stack.adminApiKey}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

export const statusOf = async (orderId: string): Promise<string> =>
  ((await (await call("GET", `/orders/${orderId}`)).json()) as { status: string }).status;

export const post = async (fields: Record<string, unknown>): Promise<string> => {
  const body = orderBody(fields);
  expect((await call("POST", "/orders", body)).status).toBe(202);
  await waitFor("final tasks", async () => (await statusOf(body.orderId)) !== "processing", 60_000);
  return body.orderId;
};

export const open = (path: string, options = {}) =>
  visit(target.browser, `${target.stack.apiUrl}/console/${path}#key=${target.stack.adminApiKey}`, options);

beforeAll(async () => {
  if (browserPath === undefined) return;
  [target.stack, target.browser] = await Promise.all([
    startTemporaryStack("console", {}, () => undefined),
    launchBrowser(),
  ]);
}, START_MS);

afterAll(async () => {
  await target.browser?.close();
  await target.stack?.stop();
}, 180_000);

/** Requests for the list, not the page at /console/orders. */
export const ORDER_LIST = /\/orders\?/;

export const BOUND = { timeout: 120_000 };
