/** Tests of what the address of a page keeps, and of when a page asks for its data again. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { civilDate, subtractPeriod } from "../../lib/domain/calendar.ts";
import { now } from "../../lib/runtime/clock.ts";
import { laptopLine } from "../../test/support/order-body.ts";
import { visit } from "./browser.ts";
import { BOUND, call, inBrowser, open, ORDER_LIST, post, target } from "./harness.ts";

const filtersOf = async (page: Page) => ({
  q: await page.getByRole("searchbox").inputValue(),
  since: await page.getByLabel("Since").inputValue(),
  until: await page.getByLabel("Until").inputValue(),
  status: await page.locator(".segments [aria-pressed=true]").textContent(),
});

const rowsOf = (page: Page) => page.locator("[data-row]").allTextContents();

inBrowser(
  "filters are as they were after going back, going forward and loading the page again",
  BOUND,
  async () => {
    await call("PUT", "/agents/A-1", { name: "Agent", commissionRateBps: 750 });
    const orderId = await post({ agentId: "A-1", lines: [laptopLine] });
    const today = civilDate(now());
    const { page, expectClean } = await open("orders");
    await page.getByRole("searchbox").fill(orderId);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Completed" }).click();
    await page.getByLabel("Since").fill(today);
    await page.getByLabel("Until").fill(today);
    await page.getByText("· order").waitFor();
    const filters = { q: orderId, since: today, until: today, status: "Completed" };
    expect(await filtersOf(page)).toEqual(filters);
    const address = page.url();
    await page.getByRole("link", { name: orderId }).click();
    await page.getByRole("heading", { name: orderId }).waitFor();
    await page.goBack();
    await page.getByText("· order").waitFor();
    expect([page.url(), await filtersOf(page), await rowsOf(page)]).toEqual([address, filters, [orderId]]);
    await page.goForward();
    await page.getByRole("heading", { name: orderId }).waitFor();
    await page.goBack();
    await page.reload();
    await page.getByText("· order").waitFor();
    expect([page.url(), await filtersOf(page), await rowsOf(page)]).toEqual([address, filters, [orderId]]);
    expectClean();
  },
);

inBrowser("orders are listed from the first day up to and with the last one", BOUND, async () => {
  const orderId = await post({ lines: [laptopLine] });
  const yesterday = civilDate(subtractPeriod(now(), "P1D"));
  const today = civilDate(now());
  const { page, expectClean } = await open(`orders?q=${orderId}&until=${yesterday}`);
  await page.getByText("No order matches these filters").waitFor();
  await page.getByLabel("Until").fill(today);
  await page.getByRole("link", { name: orderId }).waitFor();
  await page.getByLabel("Since").fill(today);
  await page.getByText("· order").waitFor();
  expect(await rowsOf(page)).toEqual([orderId]);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect.poll(async () => (await filtersOf(page)).until).toBe("");
  expectClean();
});

/** The browser of the tests shows every page; the page reads this property. */
const setVisibility = (page: Page, state: "visible" | "in another tab"): Promise<void> =>
  page.evaluate((value) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => value });
    dispatchEvent(new Event("visibilitychange"));
  }, state);

inBrowser("a page in the background asks for nothing until it is looked at again", BOUND, async () => {
  const { page, expectClean } = await visit(target.browser, `${target.stack.apiUrl}/console/`);
  await page.clock.install();
  await page.goto(`${target.stack.apiUrl}/console/orders#key=${target.stack.adminApiKey}`);
  await page.locator("[data-row]").first().waitFor();
  let requests = 0;
  await page.route(ORDER_LIST, (route) => {
    requests++;
    return route.continue();
  });
  await page.clock.fastForward("00:06");
  await expect.poll(() => requests).toBe(1);
  await setVisibility(page, "in another tab");
  await page.clock.fastForward("10:00");
  expect(requests).toBe(1);
  await setVisibility(page, "visible");
  await expect.poll(() => requests).toBe(2);
  expectClean();
});
