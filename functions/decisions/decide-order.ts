/** POST /decisions: decides and explains an order without storing anything. */
import type { decisionOperations } from "../../lib/contract/operations/decisions.ts";
import { lineCount, MAX_LINES } from "../../lib/domain/parse-order.ts";
import { withClauses } from "../../lib/contract/clauses-response.ts";
import {
  bytesLeft,
  lineResponse,
  noteResponses,
  taskResponse,
  tasksContext,
  whyNotBytes,
} from "../../lib/contract/task-response.ts";
import { findRates } from "../../lib/database/agents.ts";
import { findManagers } from "../../lib/database/managers.ts";
import { findCustomerHistory } from "../../lib/database/customer-history.ts";
import { findEntries } from "../../lib/database/catalogue.ts";
import type { Order } from "../../lib/domain/order.ts";
import { clientKey } from "../../lib/domain/client-key.ts";
import { rateAt } from "../../lib/domain/commission-rates.ts";
import { type Catalogue, linkIn } from "../../lib/domain/catalogue.ts";
import { err, ok, type Result } from "../../lib/domain/result.ts";
import { allows, type Principal } from "../../lib/domain/scope.ts";
import type { Handler } from "../../lib/http/handler.ts";
import {
  jsonResponse,
  parameterProblem,
  type ProblemResponse,
  problem,
  validationProblem,
} from "../../lib/http/response.ts";
import type { Decision } from "../../lib/rulebook/decision.ts";
import { type Lists, withInputs } from "../../lib/rulebook/decision-inputs.ts";
import { decideWithTrace } from "../../lib/rulebook/why-not.ts";
import { type Lookups, wouldBeRejected } from "../../lib/rulebook/would-be-rejected.ts";
import { lookedUp } from "../../lib/tasks/registry.ts";
import { company } from "../../lib/runtime/company.ts";
import { currentLists } from "../../lib/runtime/list-cache.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import {
  catalogueFor,
  currentRules,
  type LoadedRulebook,
  loadRulebook,
} from "../../lib/runtime/rulebook-cache.ts";
import { decideItsCancellation, parseDecisionBody } from "./decide-cancellation.ts";

type Basis = { readonly rulebook: LoadedRulebook; readonly catalogue: Catalogue; readonly lists: Lists };

const NO_SUCH_VERSION = parameterProblem("rulebook", "is unknown: there is no such version");
const NEEDS_RULES_READ = problem(
  403,
  "This API key lacks the scope rules:read, which a version that is not active needs.",
);

/** A version that is not active is looked up only for those who may read rulebooks. */
const basisFor = async (
  version: number | undefined,
  { clientId, scopes }: Principal,
): Promise<Result<Basis, ProblemResponse<403 | 422>>> => {
  if (version !== undefined && allows(scopes, "rules:read")) {
    const rulebook = await loadRulebook(version);
    if (rulebook === undefined) return err(NO_SUCH_VERSION);
    const [catalogue, lists] = await Promise.all([
      catalogueFor(clientId, [rulebook]),
      currentLists(rulebook.compiled.inputs.lists),
    ]);
    return ok({ rulebook, catalogue, lists });
  }
  const { active, catalogue, lists } = await currentRules(clientId);
  return version === undefined || version === active.version
    ? ok({ rulebook: active, catalogue, lists })
    : err(NEEDS_RULES_READ);
};

/** The order with the lists and, where a rule reads them, what the customer has had and the managers of its agents, all as of now. */
const inputsOf = async ({ rulebook, lists }: Basis, clientId: string, order: Order) => {
  const { customer, currency } = order;
  const customerOf = { clientId, customerId: customer.customerId, currency };
  const history = rulebook.compiled.inputs.history
    ? await findCustomerHistory(database(), customerOf)
    : undefined;
  const managers = rulebook.compiled.inputs.managers
    ? await findManagers(database(), clientId, order)
    : undefined;
  return withInputs(order, { lists, history, managers });
};

/** The streaming links and rates as of now, of the SKUs and agents that tasks of the decision are about. */
const findLookups = async (
  clientId: string,
  { lines, tasks }: Pick<Decision, "lines" | "tasks">,
): Promise<Lookups> => {
  const linked = new Set(tasks.flatMap((task) => (lookedUp(task).links ? task.lineIds : [])));
  const skus = lines.flatMap(({ lineId, sku }) => (linked.has(lineId) ? [sku] : []));
  const agents = tasks.flatMap(
    (task) => lookedUp(task).ratesOf?.map((agentId) => ({ clientId, agentId })) ?? [],
  );
  const entries = await findEntries(database(), clientId, [...new Set(skus)]);
  const rates = agents.length === 0 ? new Map() : await findRates(database(), agents);
  return {
    linkOf: (sku) => linkIn(entries, sku),
    rateOf: (agentId, paidAt) => rateAt(rates.get(clientKey(clientId, agentId)) ?? [], paidAt)?.rateBps,
  };
};

const decidedTasks = (order: Order, decision: Decision, lookups: Lookups) => {
  const rejections = wouldBeRejected(order, decision, lookups);
  const context = tasksContext(decision.tasks, { ...order.payment, rateOf: lookups.rateOf });
  return decision.tasks.map((task) => ({
    type: task.type,
    key: task.key,
    ...taskResponse(task, context),
    ...(task.dependsOn === undefined ? {} : { dependsOn: task.dependsOn }),
    ...(task.alsoDependsOn === undefined ? {} : { alsoDependsOn: task.alsoDependsOn }),
    ...(rejections.has(task.key) ? { wouldBeRejected: rejections.get(task.key)! } : {}),
  }));
};

type Traced = ReturnType<typeof decideWithTrace>;

/** @param beside the other parts of the response, which leave less room for explanations */
const explained = <Fields extends object>(
  fields: Fields,
  order: Order,
  { decision, listWhyNot, clausesOf }: Traced,
  lookups: Lookups,
  beside: object,
) => {
  const notes = noteResponses(decision.notes, company().language);
  const response = { ...fields, tasks: decidedTasks(order, decision, lookups), notes };
  const listed = listWhyNot(whyNotBytes([response, beside]));
  const whole = { ...response, ...listed };
  return withClauses(whole, clausesOf(listed.whyNot), bytesLeft([whole, beside]));
};

export const decideOrder: Handler<typeof decisionOperations.decideOrder> = async ({
  query,
  body,
  principal,
}) => {
  if (lineCount(body.json) > MAX_LINES)
    return problem(413, `An order must not have more than ${MAX_LINES} lines.`);
  const basis = await basisFor(query.rulebook, principal);
  if (!basis.ok) return basis.error;
  const { rulebook, catalogue } = basis.value;
  const { compiled, version } = rulebook;
  const parsed = parseDecisionBody(body.json, compiled.rulebook, body.protoKeys);
  if (!parsed.ok) return validationProblem(parsed.error);
  const order = await inputsOf(basis.value, principal.clientId, parsed.value.order);
  const traced = decideWithTrace(compiled, version, order, catalogue);
  const { lines } = traced.decision;
  const cancelled = decideItsCancellation(rulebook, order, lines, parsed.value, catalogue);
  if (!cancelled.ok) return validationProblem(cancelled.error);
  const ofCancellation = cancelled.value;
  const tasks = [...traced.decision.tasks, ...(ofCancellation?.traced.decision.tasks ?? [])];
  const lookups = await findLookups(principal.clientId, { lines, tasks });
  const head = { rulebookVersion: version, lines: lines.map(lineResponse) };
  const decision = explained(head, parsed.value.order, traced, lookups, {});
  if (ofCancellation === undefined) return jsonResponse(200, decision);
  const { shown } = ofCancellation;
  const cancellation = explained(shown, parsed.value.order, ofCancellation.traced, lookups, decision);
  return jsonResponse(200, { ...decision, cancellation });
};
