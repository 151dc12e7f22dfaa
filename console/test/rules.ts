/** Tests of editing and switching rules. */
import { expect } from "vitest";
import { bookLine } from "../../test/support/order-body.ts";
import type { Page } from "playwright-core";
import { BOUND, call, inBrowser, open, post, target } from "./harness.ts";

const sourceInForce = async (): Promise<string> => {
  const { source } = (await (await call("GET", "/rulebooks/active")).json()) as { source: string };
  return source;
};

/** Replaces the text as a person who pastes does: the editor draws only a part of it, which cannot be filled like a field. */
const replaceText = async (page: Page, text: string, label = "Text of the rules"): Promise<void> => {
  await page.getByLabel(label).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
};

/** Changes are kept in the tab while they are typed. */
const draftOf = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem("despacho.draft") ?? "{}").source);

inBrowser(
  "rules are edited with the checker's help, saved, compared, tried and switched on",
  BOUND,
  async () => {
    await post({ lines: [bookLine] });
    const { page, expectClean } = await open("rules/edit");
    const source = await sourceInForce();
    await replaceText(page, source.replace('when: line.type == "book"', 'when: line.type == "boook"'));
    await page.locator(".issues").getByRole("button", { name: "Change to book" }).click();
    // The text in force is no draft.
    await expect.poll(() => draftOf(page)).toBeUndefined();
    await replaceText(page, source.replace("destination: royalties", "destination: shipping"));
    await page.getByText("No issues.").waitFor();
    await page.getByLabel("What changes").fill("Books have no copy for royalties");
    await page.getByRole("button", { name: "Save as a new version" }).click();
    await page.getByRole("heading", { name: /Version \d+/ }).waitFor();
    await expect.poll(() => page.locator(".diff .added").count()).toBe(1);
    await page.getByRole("button", { name: "Try on past orders" }).first().click();
    await page.locator(".try .primary").click();
    await page.getByText("packing_slip:royalties").waitFor();
    expectClean();
  },
);

inBrowser("an issue is marked soon after typing stops", BOUND, async () => {
  const { page, expectClean } = await open("rules/edit");
  await page.getByText("No issues.").waitFor();
  await page.getByLabel("Text of the rules").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("nonsense");
  await page.locator(".cm-lint-marker-error").waitFor();
  expectClean();
});

const TABLE = `
tables:
  - id: copies # for the royalty department
    rows:
      - { when: { line.type: book }, then: [{ packingSlip: { destination: royalties } }] }
`;

inBrowser("a table is edited as one, and an issue is marked at its cell", BOUND, async () => {
  const { page, expectClean } = await open("rules/edit");
  await replaceText(page, `${await sourceInForce()}${TABLE}`);
  await page.getByRole("button", { name: "Tables" }).click();
  const destination = page.getByLabel("Row 1, packingSlip.destination");
  await destination.fill("royaltis");
  await destination.press("Enter");
  await page.locator("td.bad").getByLabel("Row 1, packingSlip.destination").waitFor();
  await page.getByRole("button", { name: "Change to royalties" }).click();
  await page.locator("td.bad").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Add a row" }).click();
  const type = page.getByLabel("Row 2, line.type");
  await type.fill("video");
  await type.press("Enter");
  await expect
    .poll(() => draftOf(page))
    .toContain(
      TABLE.replace(
        /\n$/,
        "\n      - { when: { line.type: video }, then: [{ packingSlip: { destination: royalties } }] }\n",
      ),
    );
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "CSV", exact: true }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("copies.csv");
  const upload = {
    name: "new.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("line.type;packingSlip.destination\nbook;shipping\n"),
  };
  await page.locator("input[type=file]").setInputFiles(upload);
  await expect.poll(() => draftOf(page)).toContain("destination: shipping } }] }\n");
  await page.getByLabel("Row 2, line.type").waitFor({ state: "detached" });
  expectClean();
});

inBrowser("a version is switched on at a date, and that is taken back", BOUND, async () => {
  const { page, expectClean } = await open("rules/edit");
  await replaceText(page, `${await sourceInForce()}\n# A comment\n`);
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

inBrowser("fields, actions and their values are suggested from the vocabulary", BOUND, async () => {
  const { page, expectClean } = await open("rules/edit");
  await page.getByText("No issues.").waitFor();
  await page.getByLabel("Text of the rules").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("when: line.deli");
  const options = page.locator(".cm-tooltip-autocomplete");
  // Keys choose a suggestion only after it was shown for a moment; a click chooses at once.
  await options.getByText("line.delivery").click();
  await page.keyboard.type(' == "di');
  await options.getByText("disc").click();
  await expect.poll(() => draftOf(page)).toContain('when: line.delivery == "disc"');
  expectClean();
});

inBrowser(
  "issues of the rules and refusals of the API are in Portuguese for who reads it",
  BOUND,
  async () => {
    const { page, expectClean } = await open("rules/edit", { locale: "pt-BR" });
    const then = "    then: [{ packingSlip: { destination: shipping } }]\n";
    const source = `rules:\n  - id: a-rule\n    when: line.typ == "book"\n${then}`;
    await replaceText(page, source, "Texto das regras");
    const issues = page.locator(".issues");
    await issues.getByText("não há campo `typ` em line; seria `type`?").waitFor();
    await issues.getByRole("button", { name: "Trocar por type" }).click();
    await issues.waitFor({ state: "detached" });
    await page.goto(`${target.stack.apiUrl}/console/orders/NO-SUCH-ORDER`);
    await page.getByText("Esse pedido não existe.").waitFor();
    expectClean();
  },
);
