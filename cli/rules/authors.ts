/** The names of the keys by which changes were made. */
import { ApiError, type ApiConnection, callApi } from "./api-client.ts";

type Key = { readonly keyId: string; readonly clientId: string; readonly name: string | null };

const MAY_NOT_READ_KEYS = 403;

/** Shows `client/key id` with the key's name instead of its id, where the API key may read the names. */
export const findAuthorNames = async (service: ApiConnection): Promise<(author: string) => string> => {
  let keys: readonly Key[] = [];
  try {
    ({ keys } = await callApi<{ keys: readonly Key[] }>(service, "GET", "/keys"));
  } catch (error) {
    if (!(error instanceof ApiError && error.status === MAY_NOT_READ_KEYS)) throw error;
  }
  const names = new Map(
    keys.flatMap(({ clientId, keyId, name }) =>
      name === null ? [] : [[`${clientId}/${keyId}`, `${clientId}/${name}`]],
    ),
  );
  return (author) => names.get(author) ?? author;
};
