/** GET /vocabulary: what rules can be written with under a rulebook, for editors. */
import type { rulebookOperations } from "../../lib/contract/operations/rulebooks.ts";
import { findAllEntries } from "../../lib/database/catalogue.ts";
import { listLists } from "../../lib/database/lists.ts";
import { findConnectionIds } from "../../lib/database/webhook-connections.ts";
import type { Declarations } from "../../lib/tasks/definition.ts";
import { planIn } from "../../lib/domain/plan.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, parameterProblem } from "../../lib/http/response.ts";
import { actionTable } from "../../lib/rulebook/check/action-table.ts";
import { fieldTable } from "../../lib/rulebook/check/field-table.ts";
import { FUNCTIONS, OPERATORS } from "../../lib/rulebook/check/language.ts";
import { builtInTypeNames, type Vocabulary, vocabularyOf } from "../../lib/rulebook/check/vocabulary.ts";
import { declarationsOf } from "../../lib/rulebook/compile.ts";
import type { Rulebook } from "../../lib/rulebook/rulebook.ts";
import { isBuiltIn, templateIds } from "../../lib/tasks/email-template.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { currentRules, loadRulebook } from "../../lib/runtime/rulebook-cache.ts";

/** Of each kind of thing that is stored apart from the rulebook; keeps the response below 1 MB. */
const MAX_LISTED = 1_000;

const firstOf = <T>(all: readonly T[]) => ({
  listed: all.slice(0, MAX_LISTED),
  omitted: Math.max(0, all.length - MAX_LISTED),
});

/** What is stored apart from the rulebook. */
const findStored = async (clientId: string) => {
  const [lists, connections, catalogue] = await Promise.all([
    listLists(database(), { after: "", limit: 100_000 }),
    findConnectionIds(database()),
    findAllEntries(database(), clientId),
  ]);
  return {
    lists: firstOf(lists.map(({ listId, kind, size, version }) => ({ listId, kind, size, version }))),
    connections: firstOf([...connections].sort()),
    freeItems: firstOf(
      Object.values(catalogue)
        .map(({ sku, type, title }) => ({ sku, type, title }))
        .sort((left, right) => (left.sku < right.sku ? -1 : 1)),
    ),
  };
};
type Stored = Awaited<ReturnType<typeof findStored>>;

const planEntries = ({ plans, planDetails }: Declarations) =>
  plans.map((id) => ({ id, ...planIn(planDetails, id) }));

const membershipMails = ({ memberships: { endingMail = false, endedMail = false } = {} }: Rulebook) => ({
  endingMail,
  endedMail,
});

const destinationEntries = ({ destinations }: Declarations) =>
  destinations.map(({ id, title, recipient }) => ({ id, title, recipient }));

const productTypeEntries = ({ lineTypes, shippedTypes }: Vocabulary) =>
  lineTypes.map((name) => ({
    name,
    builtIn: builtInTypeNames.includes(name),
    ships: shippedTypes.has(name),
  }));

/** The values that fields of actions take, as the checker knows them. */
const knownValues = (
  { plans, destinations }: Declarations,
  templates: readonly string[],
  { connections, freeItems }: Stored,
): Readonly<Record<string, readonly string[]>> => {
  const destinationIds = destinations.map(({ id }) => id);
  return {
    destination: destinationIds,
    insteadOf: destinationIds,
    plan: plans,
    template: templates,
    connection: connections.listed,
    sku: freeItems.listed.map(({ sku }) => sku),
  };
};

const templateEntries = (declarations: Declarations) =>
  templateIds(declarations).map((id) => ({ id, builtIn: isBuiltIn(id) }));

const vocabularyFor = (rulebook: Rulebook, stored: Stored) => {
  const declarations = declarationsOf(rulebook);
  const vocabulary = vocabularyOf(rulebook.productTypes, declarations, true);
  const templates = templateEntries(declarations);
  const { lists, connections, freeItems } = stored;
  const known = knownValues(
    declarations,
    templates.map(({ id }) => id),
    stored,
  );
  return {
    fields: fieldTable(vocabulary),
    operators: OPERATORS,
    functions: FUNCTIONS,
    actions: actionTable(known),
    productTypes: productTypeEntries(vocabulary),
    plans: planEntries(declarations),
    memberships: membershipMails(rulebook),
    destinations: destinationEntries(declarations),
    templates,
    lists: lists.listed,
    connections: connections.listed,
    freeItems: freeItems.listed,
    omitted: { lists: lists.omitted, connections: connections.omitted, freeItems: freeItems.omitted },
  };
};

export const readVocabulary: Handler<typeof rulebookOperations.readVocabulary> = async ({
  query,
  principal: { clientId },
}) => {
  const loaded =
    query.rulebook === undefined ? (await currentRules(clientId)).active : await loadRulebook(query.rulebook);
  if (loaded === undefined) return parameterProblem("rulebook", "is unknown: there is no such version");
  const { version, compiled } = loaded;
  return jsonResponse(200, {
    rulebookVersion: version,
    ...vocabularyFor(compiled.rulebook, await findStored(clientId)),
  });
};
