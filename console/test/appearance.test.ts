/** Tests of every screen and every dialog in every appearance. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { bookLine, laptopLine, membershipLine } from "../../test/support/order-body.ts";
import { violations } from "./browser.ts";
import { call, inBrowser, open, post, target } from "./harness.ts";

const CUSTOMER = { customerId: "C-AXE", name: "Ana Xavier", email: "axe@example.com" };
const BOUND = { timeout: 300_000 };

/** An order with a slip, a mail, a membership, and a commission that is refused. */
const postOrder = (): Promise<string> =>
  post({ customer: CUSTOMER, agentId: "A-AXE", lines: [laptopLine, bookLine, membershipLine] });

const SCREENS = [
  "orders",
  "today",
  "attention",
  "rules",
  "rules?tab=versions",
  "rules?tab=exceptions",
  "rules/1?tab=source",
  "rules/edit",
  "rules/edit?tab=tables",
  "slips",
  "mails",
  "agents",
  "agents?tab=statements&month=2026-11",
  "agents/A-1?month=2026-11",
  "memberships",
  `memberships/${CUSTOMER.customerId}`,
  "royalties?month=2026-11",
  "catalogue",
  "catalogue/VIDEO-SKI",
  "catalogue/new",
  "lists",
  "lists/vip",
  "keys",
  "keys?tab=audit",
  "local",
];

/** A button of a screen, found by where it is, and so in every language. */
type Opener = readonly [screen: string, selector: string];

const dialogsOf = (orderId: string, draft: number): readonly Opener[] => [
  ...[0, 1, 2, 3].map((index): Opener => [`orders/${orderId}`, `.head-actions button >> nth=${index}`]),
  [`orders/${orderId}`, ".outcome button.mono"],
  [`orders/${orderId}`, ".outcome button:not(.mono)"],
  ["attention", ".cause .actions-row > button"],
  [`rules/${draft}`, ".head-actions button.primary"],
  ["slips", "[data-row]"],
  ["mails", "[data-row]"],
  ["agents?tab=statements&month=2026-10", "main button.secondary:not(:has(svg))"],
  [`memberships/${CUSTOMER.customerId}`, "button.danger"],
  ["keys", "tbody button"],
  ["orders", ".shortcut-settings button"],
];

/** By how many pixels the page is wider than the window. */
const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

const LOOKS = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 390 },
] as const;

/** What is wrong with the page, light on a wide window and dark on a phone. */
const flaws = async (page: Page, part?: string): Promise<string[]> => {
  const found: string[] = [];
  for (const { colorScheme, width } of LOOKS) {
    // A colour that still changes from one scheme to the other is measured in neither.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    const overflow = await overflowOf(page);
    if (overflow > 0) found.push(`${overflow} pixels wider than ${width}`);
    found.push(...(await violations(page, part)).map((flaw) => `${colorScheme}: ${flaw}`));
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: null });
  await page.setViewportSize({ width: 1280, height: 900 });
  return found;
};

const LOCALES = ["en-GB", "pt-BR"] as const;

inBrowser.each(LOCALES)(
  "no screen has an accessibility violation or is too wide: %s",
  BOUND,
  async (locale) => {
    const orderId = await postOrder();
    const { page, expectClean } = await open("orders", { locale });
    await page.locator("[data-row]").first().waitFor();
    for (const path of [`orders/${orderId}`, ...SCREENS]) {
      await page.goto(`${target.stack.apiUrl}/console/${path}`);
      await page.waitForLoadState("networkidle");
      expect(await flaws(page), path).toEqual([]);
    }
    expectClean();
  },
);

/** Rules about pages with navigation, which a mail is not. */
const OF_PAGES = /landmark-one-main|page-has-heading-one|region/;

inBrowser("no mail has an accessibility violation, in light and dark", BOUND, async () => {
  const orderId = await postOrder();
  type List = { mails: { taskId: string; sentAt: string | null }[] };
  const { mails } = (await (await call("GET", `/mails?order=${orderId}`)).json()) as List;
  const { page } = await open("mails");
  expect(mails.length).toBeGreaterThan(0);
  for (const { taskId } of mails) {
    const { html } = (await (await call("GET", `/mails/${taskId}`)).json()) as { html: string };
    // A page of its own: the one of the console takes no markup from anybody.
    const mail = await page.context().newPage();
    await mail.setContent(html);
    expect((await flaws(mail)).filter((flaw) => !OF_PAGES.test(flaw))).toEqual([]);
    await mail.close();
  }
});

const saveDraft = async (): Promise<number> => {
  const { source } = (await (await call("GET", "/rulebooks/active")).json()) as { source: string };
  const reply = await fetch(`${target.stack.apiUrl}/rulebooks?note=draft`, {
    method: "POST",
    headers: { Authorization: `Bearer ${target.stack.adminApiKey}`, "Content-Type": "application/yaml" },
    body: `${source}\n# ${crypto.randomUUID()}\n`,
  });
  return ((await reply.json()) as { version: number }).version;
};

inBrowser.each(LOCALES)("no open dialog has an accessibility violation: %s", BOUND, async (locale) => {
  const dialogs = dialogsOf(await postOrder(), await saveDraft());
  const { page, expectClean } = await open("orders", { locale });
  await page.locator("[data-row]").first().waitFor();
  for (const [path, opener] of dialogs) {
    await page.goto(`${target.stack.apiUrl}/console/${path}`);
    await page.locator(opener).first().click();
    await page.locator("dialog[open]").waitFor();
    await page.locator("dialog[open] .loading").waitFor({ state: "detached" });
    await page.waitForLoadState("networkidle");
    expect(await flaws(page, "dialog[open]"), `${path} ${opener}`).toEqual([]);
  }
  expectClean();
});
