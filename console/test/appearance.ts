/** Tests of every screen in every appearance. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { bookLine, laptopLine } from "../../test/support/order-body.ts";
import { violations } from "./browser.ts";
import { inBrowser, open, post, target } from "./harness.ts";

const SCREENS = [
  "today",
  "attention",
  "rules",
  "rules?tab=versions",
  "rules?tab=exceptions",
  "rules/1?tab=source",
  "rules/edit",
  "slips",
  "mails",
  "agents",
  "agents?tab=statements&month=2026-11",
  "agents/A-1?month=2026-11",
  "memberships",
  "royalties?month=2026-11",
  "catalogue",
  "catalogue/VIDEO-SKI",
  "catalogue/new",
  "lists",
  "lists/vip",
  "keys",
  "keys?tab=audit",
];

/** By how many pixels the page is wider than the window. */
const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

const APPEARANCES = [
  { colorScheme: "light", locale: "en-GB", width: 1280 },
  { colorScheme: "dark", locale: "pt-BR", width: 1280 },
  { colorScheme: "light", locale: "pt-BR", width: 390 },
  { colorScheme: "dark", locale: "en-GB", width: 390 },
] as const;

inBrowser.each(APPEARANCES)(
  "no screen has an accessibility violation: $colorScheme, $locale, $width wide",
  { timeout: 300_000 },
  async ({ width, ...look }) => {
    const orderId = await post({ agentId: "A-AXE", lines: [laptopLine, bookLine] });
    const { page, expectClean } = await open("orders", { ...look, viewport: { width, height: 900 } });
    await page.locator("[data-row]").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: orderId }).click();
    await page.locator(".waterfall").waitFor();
    await page.locator(".why-not summary").first().waitFor();
    await page.waitForLoadState("networkidle");
    expect(await violations(page)).toEqual([]);
    for (const path of SCREENS) {
      await page.goto(`${target.stack.apiUrl}/console/${path}`);
      await page.waitForLoadState("networkidle");
      expect(await violations(page), path).toEqual([]);
      expect(await overflowOf(page), path).toBeLessThanOrEqual(0);
    }
    expectClean();
  },
);
