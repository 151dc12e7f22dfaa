/** The commands of `npm run privacy`. They call the API of the running stack or of a deployment. */
import type { CommandOutput } from "../terminal/run-api-command.ts";
import { writeFileSync } from "node:fs";
import type { ResponseBody } from "../../lib/contract/operations/operation.ts";
import type { customerExportSchema, erasureSchema } from "../../lib/contract/responses/privacy.ts";
import { type ApiConnection, callApi, findApiConnection } from "../rules/api-client.ts";
import { EXIT } from "../rules/arguments.ts";
import type { PrivacyCommand } from "./arguments.ts";

type CustomerExport = ResponseBody<typeof customerExportSchema>;
type ExportedOrder = CustomerExport["orders"][number];
type Of<Kind extends PrivacyCommand["kind"]> = Extract<PrivacyCommand, { kind: Kind }>;

const pathOf = (
  { customerId, client }: PrivacyCommand,
  what: string,
  query: Readonly<Record<string, string | undefined>> = {},
): string => {
  const given = Object.entries({ ...query, client }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const path = `/customers/${encodeURIComponent(customerId)}/${what}`;
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
};

/** The records of an order that continues on a later page belong to one order. */
const joined = (orders: readonly ExportedOrder[]): readonly ExportedOrder[] => {
  const byId = new Map<string, Record<string, unknown>>();
  for (const order of orders) {
    const before = byId.get(order.orderId) ?? {};
    for (const [name, value] of Object.entries(order)) {
      const records = before[name];
      before[name] = Array.isArray(records) && Array.isArray(value) ? [...records, ...value] : value;
    }
    byId.set(order.orderId, before);
  }
  return [...byId.values()] as ExportedOrder[];
};

const exportAll = async (service: ApiConnection, command: Of<"export">): Promise<CustomerExport> => {
  const pages: CustomerExport[] = [];
  let cursor: string | undefined;
  do {
    const path = pathOf(command, "export", { limit: "200", cursor });
    const page = await callApi<CustomerExport>(service, "GET", path);
    pages.push(page);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { ...pages[0]!, orders: joined(pages.flatMap(({ orders }) => orders)), nextCursor: null };
};

const runExport = async (
  service: ApiConnection,
  command: Of<"export">,
  { print, style }: CommandOutput,
): Promise<number> => {
  const exported = await exportAll(service, command);
  const text = JSON.stringify(exported, null, 2);
  if (command.out === undefined) print(text);
  else {
    writeFileSync(command.out, `${text}\n`, { mode: 0o600, flag: "wx" });
    print(style.green(`${exported.orders.length} orders in ${command.out}`));
  }
  return EXIT.ok;
};

const erase = async (
  service: ApiConnection,
  command: Of<"erase">,
  { print, style }: CommandOutput,
): Promise<number> => {
  const body = { type: "application/json", text: JSON.stringify({ reason: command.reason }) };
  const path = pathOf(command, "erasure");
  const erasure = await callApi<ResponseBody<typeof erasureSchema>>(service, "POST", path, body);
  const { pseudonym, orders, status, lists } = erasure;
  const count = orders === 1 ? "one order has" : `${orders} orders have`;
  print(style.green(`${status}: ${count} the pseudonym ${pseudonym}`));
  if (lists.length > 0) print(style.yellow(`still in the lists ${lists.join(", ")}`));
  if (status === "done") return EXIT.ok;
  print(style.yellow("the rest follows; the same command says when it is done"));
  return EXIT.issues;
};

/** @returns the exit code */
export const runPrivacyCommand = (command: PrivacyCommand, output: CommandOutput): Promise<number> => {
  const service = findApiConnection({ dataDir: command.dataDir }, process.env);
  return command.kind === "export" ? runExport(service, command, output) : erase(service, command, output);
};
