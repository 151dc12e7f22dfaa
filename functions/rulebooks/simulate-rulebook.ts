/** POST /rulebooks/{version}/simulation and POST /rulebooks/simulation: tries a rulebook on recorded orders. */
import type { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import type { Handler, ResourceHandler } from "../../lib/http/handler.ts";
import { jsonResponse, validationProblem } from "../../lib/http/response.ts";
import { narrowToClient } from "../../lib/http/visible-client.ts";
import { compile } from "../../lib/rulebook/compile.ts";
import { loadRulebook } from "../../lib/runtime/rulebook-cache.ts";
import { checkText, rulebookProblem } from "./check-text.ts";
import { unknownListVersions } from "./recorded-inputs.ts";
import { simulate } from "./replay-orders.ts";

export const simulateRulebook: ResourceHandler<typeof rulebookOperations.simulateRulebook> = async ({
  params,
  query,
  principal,
}) => {
  const draft = await loadRulebook(params.version);
  if (draft === undefined) return undefined;
  return async (selection) => {
    const client = narrowToClient(principal, query.client);
    if (!client.ok) return client.error;
    const unknownLists = await unknownListVersions(selection.lists ?? {});
    if (unknownLists.length > 0) return validationProblem(unknownLists);
    return jsonResponse(
      200,
      await simulate(principal.clientId, draft, { ...selection, clientId: client.value }),
    );
  };
};

export const simulateText: Handler<typeof rulebookOperations.simulateText> = async ({
  query: { client: wanted, ...selection },
  body,
  principal,
}) => {
  const client = narrowToClient(principal, wanted);
  if (!client.ok) return client.error;
  const checked = await checkText(principal.clientId, body);
  if (!checked.ok) return rulebookProblem(checked.error);
  const draft = { version: null, compiled: compile(checked.value.rulebook) };
  return jsonResponse(
    200,
    await simulate(principal.clientId, draft, { ...selection, clientId: client.value }),
  );
};
