/** Tests of what needs attention, of lists and of keys. */
import { expect } from "vitest";
import { bookLine, laptopLine } from "../../test/support/order-body.ts";
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
