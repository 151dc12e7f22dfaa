/** The last lines of the log file of the functions. */
import { open } from "node:fs/promises";
import * as z from "zod";
import type { LogLine, LogLines } from "../../../console/src/screens/local/local-api.ts";

const MAX_BYTES = 1_048_576;
const MAX_LINES = 100;
/** One for each request of the page itself. */
const INVOCATION_REPORT = /RequestId: .*Billed Duration: /;

const loggedSchema = z.looseObject({
  level: z.string(),
  message: z.string(),
  timestamp: z.iso.datetime({ offset: true }),
});

/** The same in every line. */
const CONSTANT = new Set(["service", "sampling_rate"]);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const lineOf = (text: string): LogLine => {
  const logged = loggedSchema.safeParse(parsed(text)).data;
  if (logged === undefined) return { at: null, level: null, message: text, details: {} };
  const { level, message, timestamp, ...rest } = logged;
  const details = Object.fromEntries(Object.entries(rest).filter(([name]) => !CONSTANT.has(name)));
  return { at: new Date(timestamp).toISOString(), level, message, details };
};

/** The end of a file, from the beginning of a line; undefined when there is no file. */
const endOf = async (file: string): Promise<string | undefined> => {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - MAX_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    const text = buffer.toString("utf8", 0, bytesRead);
    return start === 0 ? text : text.slice(text.indexOf("\n") + 1);
  } finally {
    await handle.close();
  }
};

/**
 * The newest lines first.
 * @param file undefined when the functions write to a terminal
 * @param contained text that the lines contain, such as an id
 */
export const readLogLines = async (file: string | undefined, contained = ""): Promise<LogLines> => {
  const text = file === undefined ? undefined : await endOf(file);
  if (text === undefined) return { lines: null };
  const lines = text
    .split("\n")
    .filter((line) => line.trim() !== "" && line.includes(contained) && !INVOCATION_REPORT.test(line));
  return { lines: lines.slice(-MAX_LINES).toReversed().map(lineOf) };
};
