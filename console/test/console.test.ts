/** The console in a real browser, on a stack of its own. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Stack } from "../../dev/stack.ts";
import { startTemporaryStack } from "../../dev/temporary-stack.ts";
import { bookLine, laptopLine, orderBody } from "../../test/support/order-body.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { browserPath, launchBrowser, violations, visit } from "./browser.ts";

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

const inBrowser = test.skipIf(browserPath === undefined);

let stack: Stack;
let browser: Browser;

const call = (method: string, path: string, body?: object) =>
  fetch(`${stack.apiUrl}${path}`, {
    method,
    headers: { Authorization: `Bearer ${stack.adminApiKey}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const statusOf = async (orderId: string): Promise<string> =>
  ((await (await call("GET", `/orders/${orderId}`)).json()) as { status: string }).status;

const post = async (fields: Record<string, unknown>): Promise<string> => {
  const body = orderBody(fields);
  expect((await call("POST", "/orders", body)).status).toBe(202);
  await waitFor("final tasks", async () => (await statusOf(body.orderId)) !== "processing", 60_000);
  return body.orderId;
};

const open = (path: string, options = {}) =>
  visit(browser, `${stack.apiUrl}/console/${path}#key=${stack.adminApiKey}`, options);

beforeAll(async () => {
  if (browserPath === undefined) return;
  [stack, browser] = await Promise.all([
    startTemporaryStack("console", {}, () => undefined),
    launchBrowser(),
  ]);
}, START_MS);

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
}, 60_000);

const BOUND = { timeout: 120_000 };

inBrowser("an empty list of orders shows how the first one comes in", BOUND, async () => {
  const { page, expectClean } = await open("");
  await page.getByRole("button", { name: "Send a sample order" }).click();
  await page.getByRole("link", { name: /^SAMPLE-/ }).waitFor();
  expectClean();
});

inBrowser("the key of a link is taken from the address and signs in", BOUND, async () => {
  const { page, expectClean } = await open("orders");
  await page.getByRole("heading", { name: "Orders" }).waitFor();
  expect(page.url()).toBe(`${stack.apiUrl}/console/orders`);
  expectClean();
});

inBrowser(
  "without a key there is a form that password managers know, and a wrong key is refused in it",
  BOUND,
  async () => {
    const { page, expectClean } = await visit(browser, `${stack.apiUrl}/console/orders`);
    const key = page.getByLabel("API key");
    expect(await key.getAttribute("autocomplete")).toBe("current-password");
    expect(await page.locator("input[autocomplete=username]").count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await key.fill("dsp_wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await key.fill(stack.adminApiKey);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Orders" }).waitFor();
    expectClean();
  },
);

inBrowser("an order is opened, read and its failed task fixed by the keyboard alone", BOUND, async () => {
  await call("PUT", "/agents/A-1", { name: "Agent", commissionRateBps: 750 });
  const orderId = await post({ agentId: "A-KEYBOARD", lines: [laptopLine, bookLine] });
  const { page, expectClean } = await open("");
  await page.getByRole("link", { name: orderId }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: orderId }).waitFor();
  await page.getByText("agent A-KEYBOARD has no commission rate").waitFor();
  await page.getByLabel("Rate in %").focus();
  await page.keyboard.type("7.5");
  await page.keyboard.press("Enter");
  await waitFor("a completed order", async () => (await statusOf(orderId)) === "completed", 60_000);
  await page.getByText("Completed").first().waitFor();
  expectClean();
});

inBrowser("a packing slip is one click away from the order that caused it", BOUND, async () => {
  const orderId = await post({ agentId: "A-1", lines: [bookLine] });
  const { page, expectClean } = await open(`orders/${orderId}`);
  await page
    .getByRole("button", { name: /^\d{4}-\d{6}$/ })
    .first()
    .click();
  await page.getByRole("dialog").getByText(bookLine.title).waitFor();
  const [tab] = await Promise.all([
    page.context().waitForEvent("page"),
    page.getByRole("dialog").getByRole("button", { name: "PDF" }).click(),
  ]);
  await tab.waitForURL(/^blob:/);
  expectClean();
});

inBrowser(
  "a key that was revoked opens the form over the page, and nothing on it is lost",
  BOUND,
  async () => {
    const { page } = await open("orders");
    await page.getByRole("searchbox").fill("typed before");
    await page.route("**/orders", (route) => route.fulfill({ status: 401, body: "{}" }));
    await page.getByRole("alert").waitFor();
    await page.unroute("**/orders");
    await page.getByLabel("API key").fill(stack.adminApiKey);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.getByRole("searchbox").inputValue()).toBe("typed before");
  },
);

inBrowser("data stays on the page, marked with its time, while the API does not respond", BOUND, async () => {
  const { page } = await open("orders");
  await page.locator("[data-row]").first().waitFor();
  await page.route("**/orders", (route) => route.abort());
  await page.getByText("The API cannot be reached").waitFor();
  expect(await page.locator("[data-row]").count()).toBeGreaterThan(0);
});

inBrowser("new orders do not push the rows that are read", BOUND, async () => {
  const { page } = await open("orders");
  const first = await page.locator("[data-row]").first().textContent();
  const orderId = await post({ lines: [laptopLine] });
  await page.getByRole("button", { name: /new order/ }).waitFor();
  expect(await page.locator("[data-row]").first().textContent()).toBe(first);
  await page.getByRole("button", { name: /new order/ }).click();
  expect(await page.locator("[data-row]").first().textContent()).toBe(orderId);
});

inBrowser("a key that may only read sees no button that changes something", BOUND, async () => {
  const orderId = await post({ agentId: "A-READ", lines: [laptopLine] });
  const { page } = await visit(browser, `${stack.apiUrl}/console/orders/${orderId}#key=${stack.apiKey}`);
  await page.getByText("agent A-READ has no commission rate").waitFor();
  expect(await page.getByRole("button", { name: /again/ }).count()).toBe(0);
});

const APPEARANCES = [
  { colorScheme: "light", locale: "en-GB", width: 1280 },
  { colorScheme: "dark", locale: "pt-BR", width: 1280 },
  { colorScheme: "light", locale: "pt-BR", width: 390 },
  { colorScheme: "dark", locale: "en-GB", width: 390 },
] as const;

inBrowser.each(APPEARANCES)(
  "no screen has an accessibility violation: $colorScheme, $locale, $width wide",
  BOUND,
  async ({ width, ...look }) => {
    const orderId = await post({ agentId: "A-AXE", lines: [laptopLine, bookLine] });
    const { page, expectClean } = await open("orders", { ...look, viewport: { width, height: 900 } });
    await page.locator("[data-row]").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: orderId }).click();
    await page.locator(".waterfall").waitFor();
    await page.locator(".why-not summary").first().waitFor();
    await page.waitForLoadState("networkidle");
    expect(await violations(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expectClean();
  },
);
