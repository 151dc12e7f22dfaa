/** The database user that the functions are: it reads and writes rows, and can change nothing about the schema. */
import { Client } from "pg";
import { FUNCTIONS_ROLE } from "../../lib/database/functions-user.ts";

const GRANTS = [
  `grant usage on schema public to ${FUNCTIONS_ROLE}`,
  `grant select, insert, update, delete on all tables in schema public to ${FUNCTIONS_ROLE}`,
  `grant usage on all sequences in schema public to ${FUNCTIONS_ROLE}`,
  // take_order_number() reads and sets it; usage of a sequence allows neither.
  `grant select, update on sequence acceptance_clock to ${FUNCTIONS_ROLE}`,
  // check_writable() truncates it.
  `grant truncate on table health_probes to ${FUNCTIONS_ROLE}`,
  // What has been migrated is the migration's business.
  `revoke insert, update, delete on table migrations from ${FUNCTIONS_ROLE}`,
];

/**
 * Makes the role, or gives the one that is there this password and the rights on what the last migration added.
 * @param databaseUrl of the schema's owner, who may create roles
 */
export const ensureFunctionsRole = async (databaseUrl: string, password: string): Promise<void> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_roles where rolname = $1", [FUNCTIONS_ROLE]);
    const verb = found.rowCount === 0 ? "create" : "alter";
    await client.query(`${verb} role ${FUNCTIONS_ROLE} login password ${client.escapeLiteral(password)}`);
    for (const grant of GRANTS) await client.query(grant);
  } finally {
    await client.end();
  }
};
