/** Loads the starting data into a migrated database. Safe to run at every start. */
export const seed = async (_databaseUrl: string): Promise<void> => {};
