/** activate, approve, rollback, schedule and cancel: commands that say which version is active, and from when. */
import { formatTable } from "../terminal/table.ts";
import { type ApiConnection, callApi, findApiConnection } from "./api-client.ts";
import { findAuthorNames } from "./authors.ts";
import { EXIT, type Options } from "./arguments.ts";
import type { Output } from "./offline-commands.ts";

type Activation = {
  readonly activationId: number;
  readonly version: number;
  readonly effectiveFrom: string;
  readonly status: "scheduled" | "active" | "ended" | "cancelled";
  readonly createdBy: string;
  readonly note: string | null;
};

type Activated = {
  readonly status: string;
  readonly effectiveFrom: string;
  /** Every other activation that is still to come. */
  readonly pending: readonly Activation[];
};

/** An instant to the minute, empty for null. */
export const minuteOf = (instant: string | null): string =>
  instant === null ? "" : `${instant.slice(0, 16).replace("T", " ")} UTC`;

export const activationTable = (
  activations: readonly Activation[],
  nameOf: (author: string) => string,
  { style }: Output,
): string => {
  const rows = activations.map(({ activationId, version, status, effectiveFrom, createdBy, note }) => {
    const cells = [
      String(activationId),
      String(version),
      status,
      minuteOf(effectiveFrom),
      nameOf(createdBy),
      note ?? "",
    ];
    return status === "active" ? cells.map(style.green) : cells;
  });
  return formatTable([["id", "version", "status", "from", "by", "note"].map(style.dim), ...rows]);
};

export const listActivations = async (service: ApiConnection): Promise<readonly Activation[]> =>
  (await callApi<{ activations: readonly Activation[] }>(service, "GET", "/rulebooks/activations"))
    .activations;

const printPending = async (
  service: ApiConnection,
  pending: readonly Activation[],
  output: Output,
): Promise<void> => {
  if (pending.length === 0) return;
  const { style, print } = output;
  print(style.yellow("\nstill to come, and each replaces the active version:"));
  print(activationTable(pending, await findAuthorNames(service), output));
  print(style.dim("cancel one: npm run rules -- cancel ID"));
};

const requestActivation = async (
  service: ApiConnection,
  version: number,
  { from: effectiveFrom, expectedActive, cancelScheduled, note }: Options,
  output: Output,
): Promise<number> => {
  const { style, print } = output;
  const request = { effectiveFrom, expectedActive, note, ...(cancelScheduled ? { cancelScheduled } : {}) };
  const body = { type: "application/json", text: JSON.stringify(request) };
  const path = `/rulebooks/${version}/activation`;
  const activated = await callApi<Activated>(service, "POST", path, body);
  print(
    activated.status === "scheduled"
      ? style.green(`version ${version} is scheduled for ${minuteOf(activated.effectiveFrom)}`)
      : style.green(`version ${version} is active; new orders follow it within seconds`),
  );
  await printPending(service, activated.pending, output);
  return EXIT.ok;
};

export const activate = (version: number, options: Options, output: Output): Promise<number> =>
  requestActivation(findApiConnection(options, process.env), version, options, output);

type Approved = { readonly approvals: readonly unknown[]; readonly approvalsNeeded: number };

export const approve = async (
  version: number,
  options: Options,
  { print, style }: Output,
): Promise<number> => {
  const service = findApiConnection(options, process.env);
  const body = { type: "application/json", text: JSON.stringify({ note: options.note }) };
  const path = `/rulebooks/${version}/approval`;
  const { approvals, approvalsNeeded } = await callApi<Approved>(service, "POST", path, body);
  print(style.green(`version ${version} has ${approvals.length} of ${approvalsNeeded} approvals`));
  if (approvals.length >= approvalsNeeded)
    print(style.dim(`a key that did not approve it can activate it: npm run rules -- activate ${version}`));
  return EXIT.ok;
};

/** The version that was active before the active one. Activations of the past are listed newest first. */
const versionBefore = (activations: readonly Activation[], active: Activation): number | undefined =>
  activations.find(({ status, version }) => status === "ended" && version !== active.version)?.version;

export const rollback = async (
  wanted: number | undefined,
  options: Options,
  output: Output,
): Promise<number> => {
  const service = findApiConnection(options, process.env);
  const activations = await listActivations(service);
  const active = activations.find(({ status }) => status === "active");
  const version = wanted ?? (active && versionBefore(activations, active));
  if (version === undefined) {
    output.print("there is no earlier version to activate");
    return EXIT.issues;
  }
  // Somebody may activate another version in the meantime; the service then refuses.
  return requestActivation(service, version, { ...options, expectedActive: active?.version }, output);
};

export const schedule = async (options: Options, output: Output): Promise<number> => {
  const service = findApiConnection(options, process.env);
  const nameOf = await findAuthorNames(service);
  output.print(activationTable(await listActivations(service), nameOf, output));
  return EXIT.ok;
};

export const cancel = async (activationId: number, options: Options, output: Output): Promise<number> => {
  const service = findApiConnection(options, process.env);
  await callApi(service, "DELETE", `/rulebooks/activations/${activationId}`);
  output.print(output.style.green(`activation ${activationId} is cancelled`));
  return EXIT.ok;
};
