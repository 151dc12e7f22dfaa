/** The command line of `npm run statements`. */
import { type Command as Program, Option } from "commander";
import { currencyDigits } from "../../lib/domain/currency.ts";
import { parsePast } from "../rules/options.ts";
import { newProgram, type ParsedArguments, parseArguments, valueBy } from "../terminal/arguments.ts";

type Target = { readonly client: string | undefined; readonly dataDir: string };

/** An adjustment or a payment. */
export type Booking = {
  readonly agentId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly id: string;
  readonly at: string | undefined;
};

export type StatementsCommand = Target &
  (
    | { readonly kind: "show"; readonly month: string; readonly agentId: string | undefined }
    | {
        readonly kind: "royalties";
        readonly month: string;
        /** The files that the report is written to. */
        readonly csv: string | undefined;
        readonly pdf: string | undefined;
        readonly language: string | undefined;
      }
    | { readonly kind: "close"; readonly month: string }
    | (Booking & { readonly kind: "adjust"; readonly reason: string })
    | (Booking & { readonly kind: "pay"; readonly note: string | undefined })
  );

type Flags = {
  readonly client?: string;
  readonly dataDir?: string;
  readonly agent?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly id?: string;
  readonly at?: string;
  readonly reason?: string;
  readonly note?: string;
  readonly csv?: string;
  readonly pdf?: string;
  readonly language?: string;
};

const AMOUNT = /^(-?)(\d{1,13})(?:[.,](\d{1,4}))?$/;

/** `1200`, `1200.50` or `-1200,50` as minor units; undefined for other texts, and for more digits than the currency has. */
export const parseAmount = (text: string, currency: string): number | undefined => {
  const [, sign, whole, fraction = ""] = AMOUNT.exec(text) ?? [];
  const digits = currencyDigits(currency);
  if (whole === undefined || fraction.length > digits) return undefined;
  const minor = Number(`${whole}${fraction.padEnd(digits, "0")}`);
  return sign === "-" ? 0 - minor : minor;
};

const targetOf = ({ client, dataDir = ".despacho" }: Flags): Target => ({ client, dataDir });

const withTarget = (command: Program): Program =>
  command
    .option("--client <id>", "whose month; by default the API key's own client")
    .option(
      "--data-dir <dir>",
      "data directory of a running stack; DESPACHO_API_URL and DESPACHO_API_KEY take precedence",
    );

const month = valueBy(
  (text) => (/^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : undefined),
  "It must be a month such as 2026-11.",
);

const withBooking = (command: Program, now: Date): Program =>
  withTarget(command)
    .argument("<AGENT>", "the agent's id")
    .requiredOption("--amount <decimal>", "such as 1200.50")
    .requiredOption("--id <id>", "your own id: the same command again books nothing more")
    .option("--currency <code>", "by default BRL")
    .addOption(
      new Option(
        "--at <time>",
        "when it took effect: 2h ago, 3d ago, or an instant; by default now",
      ).argParser(
        valueBy(
          (text) => parsePast(text, now),
          "It must be a duration such as 2h, or an instant with offset.",
        ),
      ),
    );

/** @throws UsageError */
const bookingOf = (command: Program, agentId: string, flags: Flags): Booking => {
  const { currency = "BRL", id = "", at } = flags;
  const amount = parseAmount(flags.amount!, currency);
  if (amount === undefined)
    return command.error("error: --amount must be a number such as 1200.50 or -25,00 in the currency");
  return { agentId, amount, currency, id, at };
};

const addBookings = (program: Program, done: (command: StatementsCommand) => void, now: Date): void => {
  const adjust = withBooking(program.command("adjust"), now)
    .description("book an adjustment of what an agent is owed; below zero it lowers it")
    .requiredOption("--reason <text>", "why, for those who read the statement");
  adjust.action((agentId: string, flags: Flags) =>
    done({
      kind: "adjust",
      reason: flags.reason!,
      ...bookingOf(adjust, agentId, flags),
      ...targetOf(flags),
    }),
  );
  const pay = withBooking(program.command("pay"), now)
    .description("record a payment to an agent")
    .option("--note <text>", "for those who read the statement");
  pay.action((agentId: string, flags: Flags) =>
    done({ kind: "pay", note: flags.note, ...bookingOf(pay, agentId, flags), ...targetOf(flags) }),
  );
};

const addRoyalties = (program: Program, done: (command: StatementsCommand) => void): void => {
  withTarget(program.command("royalties").description("show what authors earned in a month, by title"))
    .argument("<MONTH>", "such as 2026-11", month)
    .option("--csv <file>", "write the report for spreadsheets")
    .option("--pdf <file>", "write the report for print")
    .addOption(new Option("--language <code>", "of the files").choices(["pt-BR", "en"]))
    .action((asked: string, flags: Flags) => {
      const { csv, pdf, language } = flags;
      done({ kind: "royalties", month: asked, csv, pdf, language, ...targetOf(flags) });
    });
};

/** @throws UsageError */
export const statementsArguments = (args: readonly string[], now: Date): ParsedArguments<StatementsCommand> =>
  parseArguments<StatementsCommand>((done) => {
    const program = newProgram(
      "npm run statements --",
      "Show what agents and authors earned, close months, book adjustments and payments.",
    );
    withTarget(program.command("show").description("show a month of all agents, or one agent's statement"))
      .argument("<MONTH>", "such as 2026-11", month)
      .option("--agent <id>", "one agent's statement with all entries")
      .action((asked: string, flags: Flags) =>
        done({ kind: "show", month: asked, agentId: flags.agent, ...targetOf(flags) }),
      );
    withTarget(program.command("close").description("close a month that is over; it cannot be opened again"))
      .argument("<MONTH>", "such as 2026-11", month)
      .action((asked: string, flags: Flags) => done({ kind: "close", month: asked, ...targetOf(flags) }));
    addRoyalties(program, done);
    addBookings(program, done, now);
    return program.addHelpText(
      "after",
      `
A month end:
  npm run statements -- show 2026-11
  npm run statements -- adjust A-1 --amount -25.00 --id ADJ-7 --reason "Advance of 3 November"
  npm run statements -- royalties 2026-11 --pdf royalties.pdf
  npm run statements -- close 2026-11
  npm run statements -- pay A-1 --amount 1200.50 --id PAY-2026-11-A1 --note "Bank transfer"

Exit code: 0 done, 1 the service refused, 2 invalid command line, 3 no service.`,
    );
  }, args);
