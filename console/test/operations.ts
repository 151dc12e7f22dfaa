/** Tests of what needs attention, of lists and of keys. */
import { expect } from "vitest";
import { bookLine, laptopLine, membershipLine } from "../../test/support/order-body.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { insertSuppressions, recipientHash } from "../../lib/database/suppressed-addresses.ts";
import { openDatabase } from "../../lib/database/sql.ts";
import { now } from "../../lib/runtime/clock.ts";
import { BOUND, call, inBrowser, open, post, statusOf, target } from "./harness.ts";

inBrowser(
  "one cause of several failed tasks is one card, on which its fix runs all of them again",
  BOUND,
  async () => {
    const ids = [
      await post({ agentId: "A-CARD", lines: [laptopLine] }),
      await post({ agentId: "A-CARD", lines: [bookLine] }),
    ];
    const { page, expectClean } = await open("attention");
    const card = page.locator(".cause").filter({ hasText: "Agent A-CARD has no commission rate" });
    await card.getByText("2 tasks").waitFor();
    await card.getByRole("button", { name: "Run 2 again", exact: true }).click();
    await page.getByText("2 tasks of 2 orders run again").waitFor();
    await page.keyboard.press("Escape");
    await card.getByLabel("Rate in %").fill("5");
    await card.getByRole("button", { name: "Save and run 2 again" }).click();
    for (const id of ids)
      await waitFor("a completed order", async () => (await statusOf(id)) === "completed", 60_000);
    await card.getByText("2 done, 0 open").waitFor();
    await card.getByRole("button", { name: "Close" }).click();
    await card.waitFor({ state: "detached" });
    expectClean();
  },
);

inBrowser("the values of a list are changed", BOUND, async () => {
  await call("PUT", "/lists/vip", { kind: "customer", values: ["C-1"] });
  const { page, expectClean } = await open("lists");
  await page.getByRole("link", { name: "vip" }).click();
  await page.getByLabel("Values, one per line").fill("C-1\n\nC-2 \n");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("version 2").waitFor();
  const { values } = (await (await call("GET", "/lists/vip")).json()) as { values: string[] };
  expect(values).toEqual(["C-1", "C-2"]);
  expectClean();
});

inBrowser(
  "a revoked key is refused from then on, and the audit trail says who revoked it",
  BOUND,
  async () => {
    const { page, expectClean } = await open("keys");
    await page
      .getByRole("row", { name: /local shop/ })
      .getByRole("button", { name: "Revoke" })
      .click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("row", { name: /local shop.*revoked/ }).waitFor();
    await page.getByRole("button", { name: "Audit trail" }).click();
    await page.getByRole("cell", { name: "revoked a key" }).waitFor();
    expectClean();
  },
);

inBrowser(
  "slips are printed as one PDF and wait until somebody confirms that the pages came out",
  BOUND,
  async () => {
    const orderId = await post({ lines: [laptopLine] });
    const { page, expectClean } = await open(`slips?q=${orderId}`);
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await page.getByRole("button", { name: "Print 1 slip" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Not yet" }).click();
    await page.getByRole("row", { name: orderId }).waitFor();
    await page.getByRole("button", { name: "Print 1 slip" }).click();
    await page.getByRole("button", { name: "Yes, mark as printed" }).click();
    await page.getByRole("row", { name: orderId }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Printed", exact: true }).click();
    await page.getByRole("row", { name: orderId }).waitFor();
    expectClean();
  },
);

inBrowser("an address that takes no mail is listed with the mails that were refused", BOUND, async () => {
  const email = "blocked@example.com";
  const database = openDatabase({ url: target.stack.databaseUrl, poolSize: 1 });
  const suppression = { recipientHash: recipientHash(email), cause: "bounce" } as const;
  await insertSuppressions(database, [suppression], now()).finally(() => database.end());
  const customer = { customerId: "C-BLOCKED", name: "Bia Lima", email };
  const orderId = await post({ customer, lines: [membershipLine] });
  const { page, expectClean } = await open("mails");
  await page.getByRole("button", { name: "Blocked addresses" }).click();
  await page.getByRole("row", { name: new RegExp(`${email} 1 ${orderId}`) }).waitFor();
  expectClean();
});

inBrowser("a mail is shown as it was sent, in a frame without scripts", BOUND, async () => {
  const orderId = await post({ lines: [membershipLine] });
  const { page, expectClean } = await open("mails");
  await page.getByRole("row", { name: orderId }).locator("[data-row]").click();
  const frame = page.getByRole("dialog").locator("iframe");
  expect(await frame.getAttribute("sandbox")).toBe("");
  const greeting = page.frameLocator("iframe").getByText("Carlos", { exact: false }).first();
  await greeting.waitFor();
  const colour = () => greeting.evaluate((element) => getComputedStyle(element).color);
  const light = await colour();
  await page.getByRole("button", { name: "Dark" }).click();
  await expect.poll(colour).not.toBe(light);
  await page.getByRole("button", { name: "Phone" }).click();
  expect((await frame.boundingBox())!.width).toBeLessThanOrEqual(375);
  await page.getByRole("button", { name: "Text", exact: true }).click();
  await page.getByRole("dialog").locator("pre").getByText("Carlos").waitFor();
  expectClean();
});
