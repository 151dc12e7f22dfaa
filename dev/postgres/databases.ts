/** Databases of a running cluster. */
import { Client, escapeIdentifier } from "pg";

const onServer = async <T>(adminUrl: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** Creates an empty database unless it exists. */
export const ensureDatabase = (adminUrl: string, name: string): Promise<void> =>
  onServer(adminUrl, async (client) => {
    const found = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`create database ${escapeIdentifier(name)}`);
  });

/** Creates a copy of a database that has no connections. */
export const cloneDatabase = (adminUrl: string, template: string, name: string): Promise<void> =>
  onServer(adminUrl, async (client) => {
    await client.query(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)}`);
  });

/** Drops a database and closes its connections. */
export const dropDatabase = (adminUrl: string, name: string): Promise<void> =>
  onServer(adminUrl, async (client) => {
    await client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
  });
