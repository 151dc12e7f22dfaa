/** Tests of editing and switching rules. */
import { expect } from "vitest";
import { bookLine } from "../../test/support/order-body.ts";
import { BOUND, inBrowser, open, post } from "./harness.ts";

inBrowser(
  "rules are edited with the checker's help, saved, compared, tried and switched on",
  BOUND,
  async () => {
    await post({ lines: [bookLine] });
    const { page, expectClean } = await open("rules/edit");
    const editor = page.getByLabel("Text of the rules");
    const source = await editor.inputValue();
    await editor.fill(source.replace('when: line.type == "book"', 'when: line.type == "boook"'));
    await page.getByRole("button", { name: "Change to book" }).click();
    expect(await editor.inputValue()).toBe(source);
    await editor.fill(source.replace("destination: royalties", "destination: shipping"));
    await page.getByText("No issues.").waitFor();
    await page.getByLabel("What changes").fill("Books have no copy for royalties");
    await page.getByRole("button", { name: "Save as a new version" }).click();
    await page.getByRole("heading", { name: /Version \d+/ }).waitFor();
    expect(await page.locator(".diff .added").count()).toBe(1);
    await page.getByRole("button", { name: "Try on past orders" }).first().click();
    await page.locator(".try .primary").click();
    await page.getByText("packing_slip:royalties").waitFor();
    expectClean();
  },
);

inBrowser("an issue is marked soon after typing stops", BOUND, async () => {
  const { page, expectClean } = await open("rules/edit");
  const editor = page.getByLabel("Text of the rules");
  await page.getByText("No issues.").waitFor();
  await editor.focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("nonsense");
  await page.locator(".gutter .marked").waitFor();
  expectClean();
});

inBrowser("a version is switched on at a date, and that is taken back", BOUND, async () => {
  const { page, expectClean } = await open("rules/edit");
  const editor = page.getByLabel("Text of the rules");
  await editor.fill(`${await editor.inputValue()}\n# A comment\n`);
  await page.getByText("No issues.").waitFor();
  await page.getByLabel("What changes").fill("A comment");
  await page.getByRole("button", { name: "Save as a new version" }).click();
  await page.getByRole("button", { name: "Switch on" }).click();
  await page.getByLabel("At a date and time").first().check();
  await page.locator("input[type=datetime-local]").fill("2199-01-01T08:00");
  await page.getByRole("dialog").getByRole("button", { name: "Switch on" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByText(/will be in force from/).waitFor();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByText(/will be in force from/).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Switch on" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Switch on" }).click();
  await page.getByText("In force", { exact: true }).waitFor();
  expectClean();
});
