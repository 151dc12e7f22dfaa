/** Tests of how long somebody is signed in, and where. */
import { expect } from "vitest";
import { visit } from "./browser.ts";
import { BOUND, inBrowser, open, ORDER_LIST, target } from "./harness.ts";

const HEADING = { name: "Orders" } as const;

inBrowser("a second tab is signed in by the first, and signed out with it", BOUND, async () => {
  const { page, expectClean } = await open("orders");
  await page.getByRole("heading", HEADING).waitFor();
  const other = await page.context().newPage();
  await other.goto(`${target.stack.apiUrl}/console/orders`);
  await other.getByRole("heading", HEADING).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await other.getByLabel("API key").waitFor();
  await other.getByLabel("API key").fill(target.stack.adminApiKey);
  await other.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expectClean();
});

inBrowser("half an hour without use covers the page, and what was typed is still there", BOUND, async () => {
  const { page, expectClean } = await visit(target.browser, `${target.stack.apiUrl}/console/`);
  await page.clock.install();
  await page.goto(`${target.stack.apiUrl}/console/orders#key=${target.stack.adminApiKey}`);
  await page.getByRole("searchbox").fill("typed before");
  await page.clock.fastForward("29:00");
  await page.keyboard.press("Shift");
  await page.clock.fastForward("29:00");
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.clock.fastForward("02:00");
  await page.getByText("You were signed out after 30 minutes without use").waitFor();
  await page.getByLabel("API key").fill(target.stack.adminApiKey);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await page.getByRole("searchbox").inputValue()).toBe("typed before");
  expectClean();
});

inBrowser("the form covers the page until the API has accepted the key", BOUND, async () => {
  const { page } = await open("orders");
  await page.getByRole("heading", HEADING).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.route("**/me", (route) => route.fulfill({ status: 503, body: "{}" }));
  await page.getByLabel("API key").fill(target.stack.adminApiKey);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("The API does not respond").waitFor();
  await page.unroute("**/me");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

inBrowser(
  "a request that is refused as too many is made again only after the time that the API names",
  BOUND,
  async () => {
    const { page, expectClean } = await open("orders");
    await page.clock.install();
    await page.getByRole("heading", HEADING).waitFor();
    let requests = 0;
    await page.route(ORDER_LIST, (route) => {
      requests++;
      return route.fulfill({ status: 429, headers: { "Retry-After": "60" }, body: '{"detail":"Too many."}' });
    });
    await page.clock.fastForward("00:06");
    await page.getByText("Too many.").waitFor();
    await page.clock.fastForward("00:50");
    expect(requests).toBe(1);
    await page.clock.fastForward("00:11");
    await expect.poll(() => requests).toBe(2);
    expectClean();
  },
);
