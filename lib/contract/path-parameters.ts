/** Path parameters. A value that cannot be an id is refused before any query. */
import { platformId } from "../domain/fields.ts";
import { hasUnstorableText } from "../domain/storable-text.ts";

/** Whether a text can be the id of an order, a customer or an agent, which the platform chooses. */
export const isPlatformId = (text: string): boolean => platformId.safeParse(text).success;

/** Whether a text is a UUID, the form of the ids that the service makes. */
export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);

export const isSku = (text: string): boolean =>
  text.length >= 1 && text.length <= 64 && !hasUnstorableText(text);
