/** A real browser for tests: Debian's chromium, or the one that CHROMIUM names. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Result as AxeResult } from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

const CANDIDATES = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Undefined where there is no browser; the tests are then skipped, and fail in CI. */
export const browserPath = CANDIDATES.find((path) => path !== undefined && existsSync(path));

export const launchBrowser = (): Promise<Browser> =>
  // Chromium's sandbox does not run as root, which containers are.
  chromium.launch({ executablePath: browserPath!, args: ["--no-sandbox", "--disable-dev-shm-usage"] });

export type Visitor = {
  readonly page: Page;
  /** Asserts that nothing was loaded from another host, refused by the policy or thrown. */
  expectClean(): void;
};

const WAIT_MS = 20_000;
/** Loading a page waits for the stack, which a busy machine can hold up for long. */
const LOAD_MS = 60_000;

/** Opens a page of its own and records what must not happen on it. */
export const visit = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  page.setDefaultNavigationTimeout(LOAD_MS);
  const elsewhere: string[] = [];
  const errors: string[] = [];
  const origin = new URL(url).origin;
  page.on("request", (request) => {
    const target = request.url();
    if (!target.startsWith(origin) && !/^(data|blob|about):/.test(target)) elsewhere.push(target);
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    // A refused request is reported by the page itself; what the policy refuses is an error.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      errors.push(message.text());
  });
  await page.goto(url);
  const expectClean = () => {
    expect(elsewhere).toEqual([]);
    expect(errors).toEqual([]);
  };
  return { page, expectClean };
};

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type Axe = { run(part: string): Promise<{ violations: AxeResult[] }> };

/**
 * The violations of accessibility rules on a page, one line each.
 * @param part selects what is looked at; the whole page by default
 */
export const violations = async (page: Page, part = "html"): Promise<string[]> => {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate(
    (selector) => (globalThis as unknown as { axe: Axe }).axe.run(selector),
    part,
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
};
