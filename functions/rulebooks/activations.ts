/** GET /rulebooks/activations and DELETE /rulebooks/activations/{activationId}. */
import { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import {
  cancelActivations,
  findActivation,
  listActivations as listAll,
  lockSchedule,
} from "../../lib/database/rulebook-activations.ts";
import type { Sql } from "../../lib/database/sql.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { emptyResponse, jsonResponse, problem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { authorOf } from "../../lib/domain/scope.ts";

export const listActivations: Handler<typeof rulebookOperations.listActivations> = async () =>
  jsonResponse(200, { activations: await listAll(database(), now()) });

/** Cancelling again has no effect. */
const cancel = async (tx: Sql, activationId: number, by: string) => {
  await lockSchedule(tx);
  const at = now();
  const activation = await findActivation(tx, activationId, at);
  if (activation === undefined) return problem(404, rulebookOperations.cancelActivation.notFound);
  const { status, version, effectiveFrom } = activation;
  if (status === "active" || status === "ended")
    return problem(409, `This activation of rulebook ${version} took effect at ${effectiveFrom}.`);
  if (status === "scheduled") await cancelActivations(tx, [activation], { at, by });
  return emptyResponse(204);
};

export const cancelActivation: Handler<typeof rulebookOperations.cancelActivation> = async ({
  params,
  principal,
}) => {
  const response = await database().transaction((tx) => cancel(tx, params.activationId, authorOf(principal)));
  clearRulesCache();
  return response;
};
