/** Tests of agents, memberships, royalties and the catalogue. */
import { expect } from "vitest";
import { bookLine, laptopLine, membershipLine, videoLine } from "../../test/support/order-body.ts";
import { BOUND, call, inBrowser, open, post, target } from "./harness.ts";

/** Of `paidAt` in the example order. */
const MONTH = "2026-11";

inBrowser(
  "a new rate of an agent is dated, and the statement of the month is saved as CSV",
  BOUND,
  async () => {
    await call("PUT", "/agents/A-STATEMENT", { name: "Ana Prado", commissionRateBps: 500 });
    const orderId = await post({ agentId: "A-STATEMENT", lines: [laptopLine] });
    const { page, expectClean } = await open("agents");
    await page.getByRole("link", { name: "Ana Prado" }).click();
    await page.getByLabel("Rate in %").fill("12,5");
    await page.getByLabel("Valid from").fill("2099-01-01");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("row", { name: /01\/01\/2099.*12\.5%/ }).waitFor();
    await page.getByLabel("Month").selectOption(MONTH);
    await page.getByRole("row", { name: new RegExp(orderId) }).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`statement-A-STATEMENT-${MONTH}.csv`);
    expectClean();
  },
);

inBrowser("the statements and the royalties of a month have totals", BOUND, async () => {
  await post({ agentId: "A-STATEMENT", lines: [bookLine] });
  const { page, expectClean } = await open(`agents?tab=statements&month=${MONTH}`);
  await page.getByRole("row", { name: /Ana Prado/ }).waitFor();
  await page.getByRole("row", { name: /^Total/ }).waitFor();
  await page.goto(page.url().replace(/agents.*/, `royalties?month=${MONTH}`));
  await page.getByRole("row", { name: new RegExp(bookLine.title) }).waitFor();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "PDF" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(`royalties-${MONTH}.pdf`);
  expectClean();
});

inBrowser("a customer's membership leads to the order that changed it", BOUND, async () => {
  const orderId = await post({ lines: [membershipLine] });
  const { page, expectClean } = await open(`orders/${orderId}`);
  await page.locator("aside").getByRole("link", { name: membershipLine.plan }).click();
  await page.getByRole("row", { name: /activated/ }).waitFor();
  await page.getByRole("link", { name: orderId }).click();
  await page.getByRole("heading", { name: orderId }).waitFor();
  expectClean();
});

inBrowser("a video without a link is found in the catalogue and gets one", BOUND, async () => {
  await call("PUT", "/catalog/VIDEO-NOLINK", { type: "video", title: "Untitled" });
  const { page, expectClean } = await open("catalogue");
  await page.getByRole("button", { name: "Without a link" }).click();
  await page.getByRole("link", { name: "Untitled" }).click();
  await page.getByLabel("Link").fill("https://videos.example.com/untitled");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  const entry = (await (await call("GET", "/catalog/VIDEO-NOLINK")).json()) as { link: string };
  expect(entry.link).toBe("https://videos.example.com/untitled");
  expectClean();
});

inBrowser("an order that is decided again by the same rules comes out the same", BOUND, async () => {
  const orderId = await post({
    agentId: "A-STATEMENT",
    lines: [laptopLine, bookLine, membershipLine, videoLine],
  });
  const { page, expectClean } = await open(`orders/${orderId}`);
  await page.getByRole("button", { name: "Today's rules" }).click();
  await page.getByText(/^The same: version \d+/).waitFor();
  expectClean();
});

inBrowser("the example that is made of an order comes out, and names no person", BOUND, async () => {
  const orderId = await post({ agentId: "A-STATEMENT", lines: [laptopLine, bookLine, videoLine] });
  const { page, expectClean } = await open(`orders/${orderId}`);
  await page.getByRole("button", { name: "As an example" }).click();
  const example = (await page.locator("dialog pre").textContent())!;
  expect(example).not.toMatch(/Carlos|Silva|\+55|123\.456/);
  const { source } = (await (await call("GET", "/rulebooks/active")).json()) as { source: string };
  const reply = await fetch(`${target.stack.apiUrl}/rulebooks/check`, {
    method: "POST",
    headers: { Authorization: `Bearer ${target.stack.adminApiKey}`, "Content-Type": "application/yaml" },
    body: source.replace(/^examples:\n/m, () => `examples:\n${example}`),
  });
  const { examples } = (await reply.json()) as { examples: { name: string; passed: boolean }[] };
  expect(examples).toContainEqual({ name: orderId, passed: true, errors: [] });
  expectClean();
});

inBrowser("a question mark lists the shortcuts, and g with a letter opens a screen", BOUND, async () => {
  const { page, expectClean } = await open("orders");
  await page.locator("[data-row]").first().waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("run again what failed").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("y");
  await page.getByRole("heading", { name: "Royalties" }).waitFor();
  expectClean();
});

inBrowser("x selects the row of a slip, and p prints what is selected", BOUND, async () => {
  const orderId = await post({ lines: [laptopLine] });
  const { page, expectClean } = await open(`slips?q=${orderId}`);
  await page.locator("[data-row]").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Print 1 slip" }).waitFor();
  await page.keyboard.press("p");
  await page.getByRole("button", { name: "Not yet" }).click();
  expectClean();
});
