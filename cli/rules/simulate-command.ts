/** simulate: compares a rulebook, in a file or saved, with the active version on recorded orders. */
import { addResults } from "../../lib/rulebook/add-results.ts";
import {
  type ApiBody,
  type ApiConnection,
  callApi,
  callApiForText,
  findApiConnection,
  queryOf,
} from "./api-client.ts";
import { sendFile } from "./api-commands.ts";
import { EXIT, type Options } from "./arguments.ts";
import { type Output, writeText } from "./offline-commands.ts";
import { printSimulation, type Simulation } from "./simulation-report.ts";

type Query = Readonly<Record<string, string | number | undefined>>;

/** A request of one part of the simulation. */
type PartRequest = (more: Query) => { readonly path: string; readonly body: ApiBody };

type Part = Simulation & { readonly nextCursor: string | null };

/** Runs the parts of a simulation one after another, and adds them up. */
const simulateAll = async (service: ApiConnection, requestOf: PartRequest): Promise<Simulation> => {
  let sum: Simulation | undefined;
  let cursor: string | undefined;
  do {
    const { path, body } = requestOf({ cursor });
    const { nextCursor, incomplete: _partly, ...part } = await callApi<Part>(service, "POST", path, body);
    sum = sum === undefined ? part : { ...part, ...addResults(sum, part) };
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return sum;
};

/** Every part has the header; that of the first is kept. */
const withoutHeader = (csv: string): string => csv.slice(csv.indexOf("\r\n") + 2);

const csvOf = async (service: ApiConnection, requestOf: PartRequest): Promise<string> => {
  let csv = "";
  let cursor: string | undefined;
  do {
    const { path, body } = requestOf({ cursor, format: "csv" });
    const { text, nextCursor } = await callApiForText(service, "POST", path, body);
    csv += csv === "" ? text : withoutHeader(text);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return csv;
};

/** Records but for the header; a line break within quotes is part of a cell. */
const countRows = (csv: string): number => csv.replaceAll(/"(?:[^"]|"")*"/g, "").split("\r\n").length - 2;

const report = async (
  service: ApiConnection,
  requestOf: PartRequest,
  { csv: file }: Options,
  output: Output,
): Promise<void> => {
  if (file === undefined) {
    printSimulation(await simulateAll(service, requestOf), output);
    return;
  }
  const csv = await csvOf(service, requestOf);
  if (file === "-") {
    output.print(csv.trimEnd());
    return;
  }
  writeText(file, csv);
  const rows = countRows(csv);
  output.print(`${file}: ${output.style.bold(rows === 1 ? "1 difference" : `${rows} differences`)}`);
};

const ofFile =
  ({ since, until, by, limit, client, lists }: Options, body: ApiBody): PartRequest =>
  (more) => {
    const versions = Object.entries(lists).map((entry) => entry.join(":"));
    const query = { since, until, by, limit, client, lists: versions.join() || undefined, ...more };
    return { path: `/rulebooks/simulation${queryOf(query)}`, body };
  };

const ofVersion =
  (version: string, { since, until, by, limit, client, lists }: Options): PartRequest =>
  (more) => ({
    path: `/rulebooks/${version}/simulation${queryOf({ client, ...more })}`,
    body: { type: "application/json", text: JSON.stringify({ since, until, by, limit, lists }) },
  });

/** @param subject a file, or the number of a saved version */
export const simulate = async (subject: string, options: Options, output: Output): Promise<number> => {
  const service = findApiConnection(options, process.env);
  if (/^[1-9]\d*$/.test(subject)) {
    await report(service, ofVersion(subject, options), options, output);
    return EXIT.ok;
  }
  const sent = await sendFile(subject, output, async (body) => {
    await report(service, ofFile(options, body), options, output);
    return true;
  });
  return sent ? EXIT.ok : EXIT.issues;
};
