/** What is read when everything is over, to be compared. */
import type { ChaosRequest } from "../recorded.ts";

/** All orders are paid, and cancelled, in these months. */
export const STATEMENT_MONTHS = ["2025-03", "2025-04", "2025-05", "2025-06", "2025-07"] as const;

export const statementsPath = (month: string): string => `/statements/${month}?limit=200`;

export const readingRequests = (): ChaosRequest[] =>
  STATEMENT_MONTHS.map((month) => ({
    key: `statements-${month}`,
    client: "staff",
    method: "GET",
    path: statementsPath(month),
  }));
