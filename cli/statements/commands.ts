/** The commands of `npm run statements`. They call the API of the running stack or of a deployment. */
import type { CommandOutput } from "../terminal/run-api-command.ts";
import type { ResponseBody } from "../../lib/contract/operations/operation.ts";
import type {
  adjustmentSchema,
  closedMonthSchema,
  paymentSchema,
  statementSchema,
  statementsSchema,
} from "../../lib/contract/responses/month-end.ts";
import { formatMoney } from "../../lib/domain/format.ts";
import { type ApiConnection, callApi, findApiConnection, queryOf } from "../rules/api-client.ts";
import { EXIT } from "../rules/arguments.ts";
import { formatTable } from "../terminal/table.ts";
import type { StatementsCommand } from "./arguments.ts";
import { readPages } from "./read-pages.ts";
import { royalties } from "./royalties.ts";

type Statements = ResponseBody<typeof statementsSchema>;
type Statement = ResponseBody<typeof statementSchema>;
type Of<Kind extends StatementsCommand["kind"]> = Extract<StatementsCommand, { kind: Kind }>;

const money = (amount: number, currency: string): string => formatMoney(amount, currency, "en");

const BALANCES = [
  ["openingBalance", "opening"],
  ["commission", "commission"],
  ["reversals", "reversals"],
  ["adjustments", "adjustments"],
  ["payments", "payments"],
  ["carriedForward", "carried forward"],
] as const;

type Balances = Readonly<Record<(typeof BALANCES)[number][0], number>> & { readonly currency: string };

const balanceCells = (row: Balances): string[] => BALANCES.map(([name]) => money(row[name], row.currency));

const stateOf = (closedAt: string | null): string =>
  closedAt === null ? "open" : `closed on ${closedAt.slice(0, 10)}`;

const showAll = async (
  service: ApiConnection,
  { month, client }: Of<"show">,
  { print, style }: CommandOutput,
) => {
  const pages = await readPages((cursor) =>
    callApi<Statements>(service, "GET", `/statements/${month}${queryOf({ client, limit: "200", cursor })}`),
  );
  const [{ closedAt, totals }] = pages;
  const rows = pages.flatMap(({ agents }) => agents);
  print(`${month}: ${stateOf(closedAt)}`);
  if (rows.length === 0) return print("nothing was booked");
  const header = ["client", "agent", "name", "orders", ...BALANCES.map(([, label]) => label)];
  const numbers = new Set(header.map((_, index) => index).slice(3));
  const table = [
    header.map(style.dim),
    ...rows.map((row) => [
      row.clientId ?? "",
      row.agentId,
      row.name ?? "",
      String(row.orders),
      ...balanceCells(row),
    ]),
    ...totals.map((total) => ["", "total", "", String(total.orders), ...balanceCells(total)].map(style.bold)),
  ];
  print(formatTable(table, numbers));
};

const entryRows = ({ lines, bookings, currency }: Statement): (readonly [string, readonly string[]])[] => [
  ...lines.map((line) => {
    const { kind, orderId, lineId, quantity, title, amount, about = "", paidAt, cancelledAt = paidAt } = line;
    const what = `${quantity} × ${title}`;
    return [
      cancelledAt,
      [cancelledAt.slice(0, 10), kind, `${orderId} ${lineId}`, what, money(amount, currency), about],
    ] as const;
  }),
  ...bookings.map((booking) => {
    const { kind, at, amount, about = "" } = booking;
    const [id, text] =
      booking.kind === "adjustment"
        ? [booking.adjustmentId, booking.reason]
        : [booking.paymentId, booking.note ?? ""];
    return [at, [at.slice(0, 10), kind, id, text, money(amount, currency), about]] as const;
  }),
];

const showOne = async (
  service: ApiConnection,
  { month, client, agentId }: Of<"show">,
  { print, style }: CommandOutput,
) => {
  const path = `/agents/${encodeURIComponent(agentId!)}/statements/${month}`;
  const pages = await readPages((cursor) =>
    callApi<Statement>(service, "GET", `${path}${queryOf({ client, limit: "200", cursor })}`),
  );
  const [first] = pages;
  print(`${agentId} ${month}: ${stateOf(first.closedAt)}`);
  const rows = pages.flatMap(entryRows).toSorted(([a], [b]) => Number(a > b) - Number(a < b));
  const header = ["day", "kind", "id", "what", "amount", "about"].map(style.dim);
  if (rows.length > 0) print(`${formatTable([header, ...rows.map(([, cells]) => cells)], new Set([4]))}\n`);
  const balances = BALANCES.map(([name, label]) => [label, money(first[name], first.currency)]);
  print(formatTable(balances, new Set([1])));
  if (first.otherCurrencies !== undefined)
    print(style.dim(`there are entries in ${first.otherCurrencies.join(", ")}, too`));
};

const close = async (
  service: ApiConnection,
  { month, client }: Of<"close">,
  { print, style }: CommandOutput,
) => {
  const path = `/statements/${month}/close${queryOf({ client })}`;
  const { closedAt } = await callApi<ResponseBody<typeof closedMonthSchema>>(service, "POST", path);
  print(style.green(`${month} is closed since ${closedAt}`));
};

const book = async (
  service: ApiConnection,
  command: Of<"adjust" | "pay">,
  { print, style }: CommandOutput,
) => {
  const { agentId, client, amount, currency, id, at } = command;
  const isPayment = command.kind === "pay";
  const path = `/agents/${encodeURIComponent(agentId)}/${isPayment ? "payments" : "adjustments"}`;
  const fields = isPayment
    ? { paymentId: id, note: command.note }
    : { adjustmentId: id, reason: command.reason };
  const body = { type: "application/json", text: JSON.stringify({ ...fields, amount, currency, at }) };
  const booked = await callApi<ResponseBody<typeof adjustmentSchema> | ResponseBody<typeof paymentSchema>>(
    service,
    "POST",
    `${path}${queryOf({ client })}`,
    body,
  );
  const about = booked.about === undefined ? "" : `, about ${booked.about}`;
  print(style.green(`${id}: ${money(booked.amount, currency)} on the statement of ${booked.month}${about}`));
};

/** @returns the exit code */
export const runStatementsCommand = async (
  command: StatementsCommand,
  output: CommandOutput,
): Promise<number> => {
  const service = findApiConnection({ dataDir: command.dataDir }, process.env);
  switch (command.kind) {
    case "show":
      await (command.agentId === undefined ? showAll : showOne)(service, command, output);
      return EXIT.ok;
    case "royalties":
      await royalties(service, command, output);
      return EXIT.ok;
    case "close":
      await close(service, command, output);
      return EXIT.ok;
    case "adjust":
    case "pay":
      await book(service, command, output);
      return EXIT.ok;
  }
};
