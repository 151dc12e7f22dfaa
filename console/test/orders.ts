/** Tests of signing in and of orders. */
import { expect } from "vitest";
import { bookLine, laptopLine } from "../../test/support/order-body.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { violations, visit } from "./browser.ts";
import { BOUND, call, inBrowser, open, ORDER_LIST, post, statusOf, target } from "./harness.ts";

inBrowser("an empty list of orders shows how the first one comes in", BOUND, async () => {
  const { page, expectClean } = await open("");
  await page.getByRole("button", { name: "Send a sample order" }).click();
  await page.getByRole("link", { name: /^SAMPLE-/ }).waitFor();
  expectClean();
});

inBrowser("the key of a link is taken from the address and signs in", BOUND, async () => {
  const { page, expectClean } = await open("orders");
  await page.getByRole("heading", { name: "Orders" }).waitFor();
  expect(page.url()).toBe(`${target.stack.apiUrl}/console/orders`);
  expectClean();
});

inBrowser(
  "without a key there is a form that password managers know, and a wrong key is refused in it",
  BOUND,
  async () => {
    const { page, expectClean } = await visit(target.browser, `${target.stack.apiUrl}/console/orders`);
    const key = page.getByLabel("API key");
    expect(await key.getAttribute("autocomplete")).toBe("current-password");
    expect(await page.locator("input[autocomplete=username]").count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await key.fill("dsp_wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await key.fill(target.stack.adminApiKey);
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
  await page.locator(".reason").getByText("Agent A-KEYBOARD has no commission rate").waitFor();
  await page.getByLabel("Rate in %").focus();
  await page.keyboard.type("7.5");
  await page.keyboard.press("Enter");
  await waitFor("a completed order", async () => (await statusOf(orderId)) === "completed", 60_000);
  await page.getByText("Completed").first().waitFor();
  expectClean();
});

/** Only keys are pressed: every step depends on the shortcut before it. */
inBrowser("a day's shortcuts work one after the other, without a pointer", BOUND, async () => {
  const fixed = await post({ agentId: "A-KEYS", lines: [laptopLine] });
  const { page, expectClean } = await open("today");
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("heading", { name: "Today" }).waitFor();
  await press("?");
  await page.getByRole("dialog").getByText("this list").waitFor();
  await press("Escape", "g", "o");
  await page.getByRole("link", { name: fixed }).waitFor();
  const newest = await post({ lines: [laptopLine] });
  await page.getByRole("button", { name: /new order/ }).waitFor();
  await press(".");
  await page.getByRole("link", { name: newest }).waitFor();
  await press("j", "j", "k");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(newest);
  await press("/");
  await page.keyboard.type(fixed);
  await press("Enter", "Escape");
  await page.getByText("· order").waitFor();
  await press("j", "Enter");
  await page.getByRole("heading", { name: fixed }).waitFor();
  await press("y");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(fixed);
  await page.locator(".reason").first().waitFor();
  await press("p");
  await page.getByRole("dialog").getByText(laptopLine.title).waitFor();
  await press("Escape");
  await call("PUT", "/agents/A-KEYS", { name: "Agent", commissionRateBps: 750 });
  await press("r");
  await waitFor("a completed order", async () => (await statusOf(fixed)) === "completed", 60_000);
  await press("g", "s");
  await page.locator("[data-row]").first().waitFor();
  await page.keyboard.type("2");
  expect(await page.getByRole("searchbox").inputValue()).toBe("2");
  await press("Backspace", "Escape", "j", "x");
  await page.getByRole("button", { name: "Print 1 slip" }).waitFor();
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
    await page.route(ORDER_LIST, (route) => route.fulfill({ status: 401, body: "{}" }));
    await page.getByRole("alert").waitFor();
    await page.unroute(ORDER_LIST);
    await page.getByLabel("API key").fill(target.stack.adminApiKey);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.getByRole("searchbox").inputValue()).toBe("typed before");
  },
);

inBrowser("data stays on the page, marked with its time, while the API does not respond", BOUND, async () => {
  const { page } = await open("orders");
  await page.locator("[data-row]").first().waitFor();
  await page.route(ORDER_LIST, (route) => route.abort());
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
  const { page } = await visit(
    target.browser,
    `${target.stack.apiUrl}/console/orders/${orderId}#key=${target.stack.apiKey}`,
  );
  await page.locator(".reason").getByText("Agent A-READ has no commission rate").waitFor();
  expect(await page.getByRole("button", { name: /again/ }).count()).toBe(0);
});

inBrowser(
  "a search finds an order by the customer's e-mail address, and the address of the page keeps it",
  BOUND,
  async () => {
    const orderId = await post({ lines: [laptopLine] });
    const { page, expectClean } = await open("orders");
    const email = `carlos.${orderId.split("-")[1]}@example.com`;
    await page.getByRole("searchbox").fill(email);
    await page.keyboard.press("Enter");
    await page.getByText("· e-mail").waitFor();
    expect(await page.locator("[data-row]").allTextContents()).toEqual([orderId]);
    expect(new URL(page.url()).searchParams.get("q")).toBe(email);
    expectClean();
  },
);

inBrowser(
  "some items of an order are cancelled after a sentence that says what that does",
  BOUND,
  async () => {
    await call("PUT", "/agents/A-1", { name: "Agent", commissionRateBps: 750 });
    const orderId = await post({ agentId: "A-1", lines: [laptopLine, bookLine] });
    const { page, expectClean } = await open(`orders/${orderId}`);
    await page.getByRole("button", { name: "Cancel or refund" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("3 items of 2 lines are cancelled for good").waitFor();
    await dialog.getByLabel("Some items").check();
    await dialog.getByLabel(`How many of ${bookLine.title}`).fill("1");
    await dialog.getByText("1 item of 1 line is cancelled for good").waitFor();
    await dialog.getByLabel("Reason (the customer reads it in the mail)").fill("arrived damaged");
    await dialog.getByLabel("Refund (BRL)").fill("30.00");
    await dialog.getByRole("button", { name: "Cancel these items" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("row", { name: /arrived damaged.*1 × The Two Towers.*R\$30\.00/ }).waitFor();
    await page.getByText("takes back").first().waitFor();
    await waitFor("final tasks", async () => (await statusOf(orderId)) === "completed", 60_000);
    expectClean();
  },
);
