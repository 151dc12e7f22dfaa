/** `list` and `revoke` of `npm run keys` over the API: for a deployment whose database cannot be reached from here. */
import type { KeyRecord } from "../../lib/database/api-keys.ts";
import { type ApiConnection, callApi } from "../rules/api-client.ts";
import type { KeysCommand } from "./arguments.ts";
import { type CommandOutput, KeysError, keyTable, revoked } from "./commands.ts";

/** The keys of the API key's client; those of all clients for a key with `clients:all`. */
export const runOnService = async (service: ApiConnection, command: KeysCommand): Promise<CommandOutput> => {
  switch (command.kind) {
    case "list":
      return {
        output: keyTable((await callApi<{ keys: readonly KeyRecord[] }>(service, "GET", "/keys")).keys),
      };
    case "revoke":
      await callApi(service, "DELETE", `/keys/${encodeURIComponent(command.keyId)}`);
      return revoked(command.keyId);
    case "create":
      throw new KeysError(
        "Keys are not created over the API: unset DESPACHO_API_URL, or invoke the function keys (docs/deploy.md).",
      );
  }
};
