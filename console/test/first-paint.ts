/**
 * `npm run bench:console -- LINK`: how long each screen takes until something and until its data is on the page, in a browser
 * without a cache. LINK is the console's link that `npm start` or `npm run demo -- --shop` prints.
 */
import type { Browser, Page } from "playwright-core";
import { median } from "../../bench/statistics.ts";
import { formatNumberTable } from "../../cli/terminal/table.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { launchBrowser } from "./browser.ts";

const RUNS = 5;
const MAX_MS = 30_000;
const SCREENS = [
  "orders",
  "today",
  "attention",
  "rules",
  "rules/edit",
  "slips",
  "mails",
  "agents",
  "memberships",
  "royalties",
  "catalogue",
  "lists",
  "keys",
  "local",
];

/** What is there once the data of a screen is drawn. */
const DATA = "main :is([data-row], .stat, .rules > *, table.list tbody td, .editor, .empty)";

type Paint = { readonly first: number; readonly data: number };
type Marked = { firstData?: number; marked?: number };

/** Notes when an element is there for the first time, at the frame after it. */
const watch = (page: Page, selector: string) =>
  page.addInitScript((wanted) => {
    const look = () => {
      if (document.querySelector(wanted) === null) requestAnimationFrame(look);
      else
        requestAnimationFrame(() => {
          (globalThis as Marked).firstData = performance.now();
        });
    };
    look();
  }, selector);

const measure = async (browser: Browser, link: URL, path: string): Promise<Paint> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await watch(page, DATA);
  await page.goto(new URL(`${path}${link.hash}`, link).href);
  // The page's policy forbids what waitForFunction needs.
  const data = await waitFor(path, () => page.evaluate(() => (globalThis as Marked).firstData), MAX_MS);
  const first = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
  );
  await context.close();
  return { first, data };
};

/** From the last key of a typing error until it is marked. */
const measureMark = async (browser: Browser, link: URL): Promise<number> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(new URL(`rules/edit${link.hash}`, link).href);
  await page.getByText("No issues.").waitFor();
  await page.getByLabel("Text of the rules").focus();
  await page.keyboard.press("Control+End");
  await page.evaluate(() => {
    let typedAt = 0;
    addEventListener(
      "keydown",
      () => {
        typedAt = performance.now();
      },
      { capture: true },
    );
    const look = () => {
      const root = document.querySelector(".editor")?.shadowRoot;
      if (typedAt > 0 && root?.querySelector(".cm-lint-marker-error") != null)
        (globalThis as Marked).marked = performance.now() - typedAt;
      else requestAnimationFrame(look);
    };
    look();
  });
  await page.keyboard.type("nonsense");
  const marked = await waitFor("a mark", () => page.evaluate(() => (globalThis as Marked).marked), MAX_MS);
  await context.close();
  return marked;
};

const repeat = async <T>(take: () => Promise<T>): Promise<readonly T[]> => {
  const taken: T[] = [];
  for (let run = 0; run < RUNS; run++) taken.push(await take());
  return taken;
};

const run = async (link: URL): Promise<void> => {
  const browser = await launchBrowser();
  try {
    const rows: string[][] = [];
    for (const path of SCREENS) {
      const paints = await repeat(() => measure(browser, link, path));
      const [first, data] = [median(paints.map((one) => one.first)), median(paints.map((one) => one.data))];
      rows.push([path, first.toFixed(0), data.toFixed(0)]);
    }
    console.log(formatNumberTable([["screen", "first paint, ms", "its data, ms"], ...rows]));
    const marks = await repeat(() => measureMark(browser, link));
    console.log(`\nAn issue is marked ${median(marks).toFixed(0)} ms after the last key.`);
  } finally {
    await browser.close();
  }
};

const [link] = process.argv.slice(2);
if (link === undefined || !URL.canParse(link) || !link.includes("#key=")) {
  console.error("Usage: npm run bench:console -- LINK, as npm run demo -- --shop prints it, with its #key=…");
  process.exitCode = 2;
} else await run(new URL(link));
