import { platformId } from "../../lib/domain/order.ts";

/** Whether a path parameter can be an id that a platform gave. */
export const isPlatformId = (text: string): boolean => platformId.safeParse(text).success;

/** Whether a path parameter can be an id of ours. */
export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
