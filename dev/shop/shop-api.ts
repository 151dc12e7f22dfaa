/** Calls of the API with all scopes. */
import type { Stack } from "../stack.ts";

export type ShopApi = (method: string, path: string, body?: object | string) => Promise<unknown>;

/** Throws when the response is no success, with the problem's text. */
export const shopApi =
  ({ apiUrl, adminApiKey }: Pick<Stack, "apiUrl" | "adminApiKey">): ShopApi =>
  async (method, path, body) => {
    const isText = typeof body === "string";
    const response = await fetch(apiUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${adminApiKey}`,
        "content-type": isText ? "application/yaml" : "application/json",
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return response.headers.get("content-type")?.includes("json") && text !== ""
      ? JSON.parse(text)
      : undefined;
  };

const AT_ONCE = 8;

/** Runs an action for each item, a few at a time. */
export const forEachAtOnce = async <T>(
  items: readonly T[],
  action: (item: T) => Promise<unknown>,
): Promise<void> => {
  let next = 0;
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await action(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};
