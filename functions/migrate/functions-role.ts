/** The database user that the functions are: it can change nothing about the schema, nor what is recorded for good. */
import { Client, escapeIdentifier } from "pg";
import { FUNCTIONS_ROLE } from "../../lib/database/functions-user.ts";
import { TABLE_RIGHTS, type TableRights } from "./table-rights.ts";

const grantsOn = ([table, { privileges, updates = [] }]: [string, TableRights]): string[] => {
  const columns = updates.length === 0 ? [] : [`update (${updates.map(escapeIdentifier).join(", ")})`];
  const all = [...privileges, ...columns];
  return all.length === 0
    ? []
    : [`grant ${all.join(", ")} on table ${escapeIdentifier(table)} to ${FUNCTIONS_ROLE}`];
};

const GRANTS = [
  `grant usage on schema public to ${FUNCTIONS_ROLE}`,
  `revoke all on all tables in schema public from ${FUNCTIONS_ROLE}`,
  ...Object.entries(TABLE_RIGHTS).flatMap(grantsOn),
  `grant usage on all sequences in schema public to ${FUNCTIONS_ROLE}`,
  // take_order_number() reads and sets it; usage of a sequence allows neither.
  `grant select, update on sequence acceptance_clock to ${FUNCTIONS_ROLE}`,
];

/**
 * Makes the role, or gives the one that is there this password, and sets its rights.
 * @param databaseUrl of the schema's owner, who may create roles
 */
export const ensureFunctionsRole = async (databaseUrl: string, password: string): Promise<void> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_roles where rolname = $1", [FUNCTIONS_ROLE]);
    const verb = found.rowCount === 0 ? "create" : "alter";
    await client.query(`${verb} role ${FUNCTIONS_ROLE} login password ${client.escapeLiteral(password)}`);
    // One transaction, so that running functions never lack a right that they had.
    await client.query(`begin; ${GRANTS.join("; ")}; commit`);
  } finally {
    await client.end();
  }
};
