/** Tests of what needs attention, of lists and of keys. */
import { expect } from "vitest";
import { bookLine, laptopLine, membershipLine } from "../../test/support/order-body.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { BOUND, call, inBrowser, open, post, statusOf } from "./harness.ts";

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
    await page.getByRole("cell", { name: "revokeKey" }).waitFor();
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

inBrowser("a mail is shown as it was sent, in a frame without scripts", BOUND, async () => {
  const orderId = await post({ lines: [membershipLine] });
  const { page, expectClean } = await open("mails");
  await page.getByRole("row", { name: orderId }).locator("[data-row]").click();
  const frame = page.getByRole("dialog").locator("iframe");
  expect(await frame.getAttribute("sandbox")).toBe("");
  await page.frameLocator("iframe").getByText("Carlos", { exact: false }).first().waitFor();
  expectClean();
});
