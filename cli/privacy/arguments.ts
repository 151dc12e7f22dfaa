/** The command line of `npm run privacy`. */
import type { Command as Program } from "commander";
import { newProgram, type ParsedArguments, parseArguments } from "../terminal/arguments.ts";

type Target = {
  readonly customerId: string;
  readonly client: string | undefined;
  readonly dataDir: string;
};

export type PrivacyCommand = Target &
  (
    | { readonly kind: "export"; readonly out: string | undefined }
    | { readonly kind: "erase"; readonly reason: string }
  );

type Flags = {
  readonly client?: string;
  readonly dataDir?: string;
  readonly out?: string;
  readonly reason?: string;
};

const targetOf = (customerId: string, { client, dataDir = ".despacho" }: Flags): Target => ({
  customerId,
  client,
  dataDir,
});

const withTarget = (command: Program): Program =>
  command
    .argument("<CUSTOMER>", "the customer's id")
    .option("--client <id>", "whose customer; by default that of the API key")
    .option(
      "--data-dir <dir>",
      "data directory of a running stack; DESPACHO_API_URL and DESPACHO_API_KEY take precedence",
    );

/** @throws UsageError */
export const privacyArguments = (args: readonly string[]): ParsedArguments<PrivacyCommand> =>
  parseArguments<PrivacyCommand>((done) => {
    const program = newProgram("npm run privacy --", "Export or erase what is kept of a customer.");
    withTarget(
      program.command("export").description("everything that is kept of a customer, as one JSON document"),
    )
      .option("--out <file>", "write it into this new file, readable by you only; by default it is printed")
      .action((customerId: string, flags: Flags) =>
        done({ kind: "export", out: flags.out, ...targetOf(customerId, flags) }),
      );
    withTarget(
      program.command("erase").description("replace everything personal of a customer by a pseudonym"),
    )
      .requiredOption("--reason <text>", "why; write nothing personal into it")
      .action((customerId: string, flags: Flags) =>
        done({ kind: "erase", reason: flags.reason!, ...targetOf(customerId, flags) }),
      );
    return program.addHelpText(
      "after",
      `
An erasure cannot be undone; export first:
  npm run privacy -- export C-77 --out c-77.json
  npm run privacy -- erase C-77 --reason "asked for by the customer, ticket 1234"

Exit code: 0 done, 1 the service refused or goes on in the background, 2 invalid command line, 3 no service.`,
    );
  }, args);
