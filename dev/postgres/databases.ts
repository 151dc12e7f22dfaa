/** Databases within a running cluster. */
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

/** Makes an empty database unless it is there. */
export const ensureDatabase = (adminUrl: string, name: string): Promise<void> =>
  onServer(adminUrl, async (client) => {
    const found = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`create database ${escapeIdentifier(name)}`);
  });

/** Makes a copy of a database nobody is connected to. */
export const cloneDatabase = (adminUrl: string, template: string, name: string): Promise<void> =>
  onServer(adminUrl, async (client) => {
    await client.query(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)}`);
  });

/** Drops a database, whoever is still connected to it. */
export const dropDatabase = (adminUrl: string, name: string): Promise<void> =>
  onServer(adminUrl, async (client) => {
    await client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
  });
