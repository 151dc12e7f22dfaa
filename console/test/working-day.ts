/** One test of all that people do with the console, with no other means than the console. Only the orders come by the API. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { banner } from "../../dev/banner.ts";
import { createApiKey } from "../../lib/database/api-keys.ts";
import { openDatabase } from "../../lib/database/sql.ts";
import type { Scope } from "../../lib/domain/scope.ts";
import { now } from "../../lib/runtime/clock.ts";
import { newId } from "../../lib/runtime/ids.ts";
import { laptopLine, membershipLine, orderBody } from "../../test/support/order-body.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { visit } from "./browser.ts";
import { call, inBrowser, post, statusOf, target } from "./harness.ts";

const WAITING = 38;
const PRINTED = 25;
const AGENT = "A-ABSENT";
const CUSTOMER = { customerId: "C-DAY", name: "Dora Dias", email: "day@example.com" };
const MAX_MS = 60_000;

const createKey = async (clientId: string, scopes: readonly Scope[]): Promise<string> => {
  const database = openDatabase({ url: target.stack.databaseUrl, poolSize: 1 });
  const key = { keyId: newId(), clientId, scopes, createdAt: now(), expiresAt: null };
  return createApiKey(database, key).finally(() => database.end());
};

const postAs = async (key: string): Promise<string> => {
  const body = orderBody({ lines: [laptopLine] });
  const reply = await fetch(`${target.stack.apiUrl}/orders`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(reply.status).toBe(202);
  return body.orderId;
};

/** Orders whose commissions wait for the rate of an agent. */
const postWaiting = async (): Promise<readonly string[]> => {
  const bodies = Array.from({ length: WAITING }, () => orderBody({ agentId: AGENT, lines: [laptopLine] }));
  await Promise.all(
    bodies.map(async (body) => expect((await call("POST", "/orders", body)).status).toBe(202)),
  );
  const ids = bodies.map(({ orderId }) => orderId);
  for (const id of ids)
    await waitFor("an order that waits", async () => (await statusOf(id)) === "attention", MAX_MS);
  return ids;
};

/** The orders of the day, and the keys of people who see less than an operator. */
const prepare = async () => {
  const otherKey = await createKey("shop-2", ["orders:write", "orders:read"]);
  const [opened, waiting, otherOrder, readerKey] = await Promise.all([
    post({ customer: CUSTOMER, lines: [laptopLine, membershipLine] }),
    postWaiting(),
    postAs(otherKey),
    createKey("local", ["orders:read"]),
  ]);
  return { opened, waiting, otherOrder, readerKey };
};

const printedLink = (): string => /\S+\/console\/#key=\S+/.exec(banner(target.stack, 1))![0];

const screen = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true }).click();

const search = async (page: Page, text: string): Promise<void> => {
  await page.getByRole("searchbox").fill(text);
  await page.keyboard.press("Enter");
};

const findByEmail = async (page: Page, orderId: string): Promise<void> => {
  await search(page, CUSTOMER.email);
  await page.getByText("· e-mail").waitFor();
  await page.getByRole("link", { name: orderId, exact: true }).click();
  await page.getByRole("heading", { name: orderId }).waitFor();
};

const readWhyNoRoyaltyCopy = async (page: Page): Promise<void> => {
  await page.getByText("Books go to the royalty department too").click();
  await page.getByText("type is “book” (it is “physical”)").first().waitFor();
};

const openSlipAndMail = async (page: Page): Promise<void> => {
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: /^\d{4}-\d{6}$/ }).click();
  await dialog.getByText(laptopLine.title).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "sent", exact: true }).click();
  await page.frameLocator("iframe").getByText("Básico").first().waitFor();
  await page.keyboard.press("Escape");
};

const giveRateAndRunAgain = async (page: Page, waiting: readonly string[]): Promise<void> => {
  await screen(page, "Attention");
  const card = page.locator(".cause").filter({ hasText: `Agent ${AGENT} has no commission rate` });
  await card.getByText(`${WAITING} tasks`).waitFor();
  await card.getByLabel("Rate in %").fill("7.5");
  await card.getByRole("button", { name: `Save and run ${WAITING} again` }).click();
  await card.getByText(`${WAITING} done, 0 open`).waitFor();
  await card.getByRole("button", { name: "Close" }).click();
  await card.waitFor({ state: "detached" });
  for (const id of waiting) expect(await statusOf(id)).toBe("completed");
};

/** Gives commissions a rate of the rule, as somebody types it who misspells its name. */
const editWithMisspeltWord = async (page: Page): Promise<void> => {
  await screen(page, "Rules");
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByText("No issues.").waitFor();
  await page.getByLabel("Text of the rules").focus();
  await page.keyboard.press("Control+f");
  await page.keyboard.type("commission: {}");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type(" ratBps: 1000 ");
  await page.locator(".cm-lint-marker-error").waitFor();
  await page.getByRole("button", { name: "Change to rateBps" }).click();
  await page.getByText("No issues.").waitFor();
};

const tryOnLastMonth = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: "Try on past orders" }).first().click();
  await page.locator(".try select").selectOption({ label: "of the last 30 days" });
  await page.locator(".try .primary").click();
  // 38 laptops at R$1,500.00, at 10 % instead of 7.5 %, among the orders.
  await page.getByRole("row", { name: /^Commission R\$[\d.,]+ R\$[\d.,]+ \+R\$[\d.,]+$/ }).waitFor();
};

const saveVersion = async (page: Page): Promise<void> => {
  await page.getByLabel("What changes").fill("Ten percent for every agent");
  await page.getByRole("button", { name: "Save as a new version" }).click();
  await page.getByRole("heading", { name: /Version \d+ Draft/ }).waitFor();
};

const DAY_MS = 24 * 60 * 60_000;
const tomorrow = (): string => new Date(Date.now() + DAY_MS).toISOString().slice(0, 16);

const switchOnTomorrowAndCancel = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: "Switch on" }).click();
  await page.getByRole("radio", { name: "At a date and time" }).check();
  await page.locator("input[type=datetime-local]").fill(tomorrow());
  await page.getByRole("dialog").getByRole("button", { name: "Switch on" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const scheduled = page.getByText(/will be in force from/);
  await scheduled.waitFor();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await scheduled.waitFor({ state: "detached" });
};

const switchOnNow = async (page: Page, button: string): Promise<void> => {
  await page.getByRole("button", { name: button }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Switch on" }).click();
  await page.getByRole("heading", { name: /Version \d+ In force/ }).waitFor();
};

const rollBack = async (page: Page): Promise<void> => {
  await screen(page, "Rules");
  await page.getByRole("button", { name: "Versions" }).click();
  await page
    .getByRole("row", { name: /Earlier/ })
    .first()
    .getByRole("link")
    .click();
  await switchOnNow(page, "Switch back to this version");
};

const printSlips = async (page: Page): Promise<void> => {
  await screen(page, "Packing slips");
  await page.getByLabel("For").selectOption("shipping");
  const boxes = page.getByRole("checkbox", { name: /^Select \d/ });
  await boxes.nth(PRINTED - 1).waitFor();
  const numbers = (await page.locator("[data-row]").allTextContents()).slice(0, PRINTED);
  for (let index = 0; index < PRINTED; index++) await boxes.nth(index).check();
  const [tab] = await Promise.all([
    page.context().waitForEvent("page"),
    page.getByRole("button", { name: `Print ${PRINTED} slips` }).click(),
  ]);
  await tab.waitForURL(/^blob:/);
  await tab.close();
  await page.getByText(`${PRINTED} slips are in the PDF`).waitFor();
  await page.getByRole("button", { name: "Yes, mark as printed" }).click();
  await page.getByRole("button", { name: numbers[0]!, exact: true }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Printed", exact: true }).click();
  for (const number of numbers) await page.getByRole("button", { name: number, exact: true }).waitFor();
};

const seeOtherClient = async (page: Page, orderId: string): Promise<void> => {
  await screen(page, "Orders");
  await search(page, orderId);
  const row = page.getByRole("row", { name: new RegExp(`^${orderId}.*shop-2`) });
  await row.getByRole("link").click();
  await page.getByRole("heading", { name: orderId }).waitFor();
};

const signInAgain = async (page: Page, key: string): Promise<void> => {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
};

/** The page of the other client's order is still open: it is refused in the API's words, as is a screen for other keys. */
const beRefused = async (page: Page, orderId: string): Promise<void> => {
  await page.getByRole("alert").getByText("clients:all").waitFor();
  expect(await page.getByRole("heading", { name: orderId }).count()).toBe(0);
  await screen(page, "Orders");
  await search(page, orderId);
  await page.getByText("No order matches these filters.").waitFor();
  expect(await page.getByRole("link", { name: "Keys and audit" }).count()).toBe(0);
  await page.goto(`${target.stack.apiUrl}/console/keys`);
  await page.getByText("Your key may not see this.").waitFor();
};

inBrowser(
  "people read, fix, change, print and are refused as they should, with the console alone",
  { timeout: 180_000 },
  async () => {
    const { opened, waiting, otherOrder, readerKey } = await prepare();
    const started = performance.now();
    const { page, expectClean } = await visit(target.browser, printedLink());
    await findByEmail(page, opened);
    await readWhyNoRoyaltyCopy(page);
    await openSlipAndMail(page);
    await giveRateAndRunAgain(page, waiting);
    await editWithMisspeltWord(page);
    await tryOnLastMonth(page);
    await saveVersion(page);
    await switchOnTomorrowAndCancel(page);
    await switchOnNow(page, "Switch on");
    await rollBack(page);
    await printSlips(page);
    await seeOtherClient(page, otherOrder);
    await signInAgain(page, readerKey);
    await beRefused(page, otherOrder);
    expectClean();
    expect(performance.now() - started).toBeLessThan(MAX_MS);
  },
);
