/** Fields that many responses have. */
import * as z from "zod";

export const instantText = z.string().describe("RFC 3339 in UTC");

/** The client, in responses to keys that see several. */
export const shownClientField = z.string().optional().describe("only for keys with the scope clients:all");
