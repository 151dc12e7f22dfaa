/** Whether the page asks for news by itself. */
import { stored } from "../app/stored.ts";

export const live = stored<boolean>("despacho.live", true, (value) => typeof value === "boolean");
