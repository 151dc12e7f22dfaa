/** An agent as the API returns it. */
import type { BodyOf } from "../../api/types.ts";

export type Agent = BodyOf<"readAgent">;
