/** The database user that the functions are; functions/migrate/functions-role.ts makes it. */
export const FUNCTIONS_ROLE = "despacho_functions";

/** The same database, for the functions. */
export const functionsDatabaseUrl = (databaseUrl: string, password: string): string => {
  const url = new URL(databaseUrl);
  url.username = FUNCTIONS_ROLE;
  url.password = password;
  return url.href;
};
