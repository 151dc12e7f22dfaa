/** Reads a rule with its dates, condition, exceptions and actions. */
import { type Action, RULE_ID_PATTERN, type Rule, type RuleException } from "../rulebook.ts";
import {
  type DiagnosticCollector,
  type MapFields,
  reportIssue,
  firstKeyRange,
  readInstant,
  readList,
  readMap,
  readOneOf,
  readText,
} from "./diagnostics.ts";
import type { Node } from "./nodes.ts";
import { readAction } from "./read-action.ts";
import { type Condition, type ConditionContext, readCondition } from "./read-condition.ts";
import type { AbstractState } from "./abstract-state.ts";

export type RuleContext = {
  readonly conditionContext: Omit<ConditionContext, "hasLine">;
  readonly plans: readonly string[];
  readonly skus: ReadonlySet<string>;
};

/** A rule that was read, with what the warnings need: its node and what is known when it applies. */
export type ParsedRule = {
  readonly rule: Rule;
  readonly node: Node;
  readonly statesWhenTrue: readonly AbstractState[];
  readonly exceptions: readonly { readonly node: Node; readonly condition: Condition }[];
};

const RULE_KEYS = ["id", "description", "owner", "forEach", "from", "until", "when", "except", "then"];
const EXCEPTION_KEYS = ["id", "when", "reason", "owner", "until"];
const ID_HINT = "must be lower case letters, digits and -, beginning with a letter, such as royalty-copy";

const readId = (desk: DiagnosticCollector, node: Node, what: string): string | undefined =>
  readText(desk, node, what, { max: 64, pattern: RULE_ID_PATTERN, hint: ID_HINT });

const optionalText = (
  desk: DiagnosticCollector,
  fields: MapFields,
  key: string,
  max = 500,
): string | undefined => {
  const node = fields.get(key);
  return node && readText(desk, node, `\`${key}\``, { max });
};

const optionalInstant = (desk: DiagnosticCollector, fields: MapFields, key: string): string | undefined => {
  const node = fields.get(key);
  return node && readInstant(desk, node, `\`${key}\``);
};

/** The keys whose value is there, so that nothing is stored as undefined. */
const present = <T extends Record<string, unknown>>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

const readException = (
  desk: DiagnosticCollector,
  node: Node,
  language: ConditionContext,
  given: { holds: readonly AbstractState[] | undefined; ruleOwner: boolean },
): { exception: RuleException; condition: Condition } | undefined => {
  const fields = readMap(desk, node, "an exception", EXCEPTION_KEYS);
  if (!fields) return undefined;
  const idNode = fields.get("id") ?? reportIssue(desk, firstKeyRange(node), "an exception needs an `id`");
  const id = idNode && readId(desk, idNode, "the exception's id");
  const whenNode =
    fields.get("when") ?? reportIssue(desk, firstKeyRange(node), "an exception needs a `when`");
  const condition = whenNode && readCondition(desk, whenNode, language, given.holds);
  const reasonNode =
    fields.get("reason") ?? reportIssue(desk, firstKeyRange(node), "an exception needs a `reason`");
  const reason = reasonNode && readText(desk, reasonNode, "`reason`", { max: 500 });
  if (!fields.get("owner") && !given.ruleOwner)
    reportIssue(desk, firstKeyRange(node), "an exception needs an `owner`: who to ask about it");
  const more = present({
    owner: optionalText(desk, fields, "owner", 200),
    until: optionalInstant(desk, fields, "until"),
  });
  if (!id || !condition || !reason) return undefined;
  return { exception: { id, when: condition.expression, reason, ...more }, condition };
};

const readExceptions = (
  desk: DiagnosticCollector,
  node: Node | undefined,
  language: ConditionContext,
  given: { holds: readonly AbstractState[] | undefined; ruleOwner: boolean },
) => {
  const list = node && readList(desk, node, "`except`");
  const ids = new Set<string>();
  return (list?.items ?? []).flatMap((item) => {
    const read = readException(desk, item, language, given);
    if (!read) return [];
    if (ids.has(read.exception.id))
      reportIssue(desk, idOf(item), `exception \`${read.exception.id}\` stands here twice`);
    ids.add(read.exception.id);
    return [{ ...read, node: item }];
  });
};

const idOf = (node: Node): Node => (node.kind === "map" ? (node.entries.get("id")?.value ?? node) : node);

const readDates = (desk: DiagnosticCollector, fields: MapFields) => {
  const from = optionalInstant(desk, fields, "from");
  const until = optionalInstant(desk, fields, "until");
  if (from && until && Date.parse(until) <= Date.parse(from))
    reportIssue(
      desk,
      fields.get("until")!,
      `\`until\` is not after \`from\` (${from}): the rule would never be in force`,
    );
  return present({ from, until });
};

const MOST_ACTIONS = 20;

const readActions = (
  desk: DiagnosticCollector,
  fields: MapFields,
  context: RuleContext,
  about: { forOrder: boolean; holds: readonly AbstractState[] | undefined },
): Action[] => {
  const node =
    fields.get("then") ??
    reportIssue(desk, firstKeyRange(fields.node), "the rule has no `then`: what must happen?");
  const list = node && readList(desk, node, "`then`");
  if (list && (list.items.length === 0 || list.items.length > MOST_ACTIONS))
    reportIssue(desk, list, `\`then\` must hold 1 to ${MOST_ACTIONS} actions`);
  const { conditionContext: language, plans, skus } = context;
  const actionContext = { vocabulary: language.vocabulary, plans, skus, ...about };
  return (list?.items ?? [])
    .slice(0, MOST_ACTIONS)
    .flatMap((item) => readAction(desk, item, actionContext) ?? []);
};

const textIn = (node: Node | undefined): string | undefined =>
  node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;

const readWhen = (
  desk: DiagnosticCollector,
  fields: MapFields,
  language: ConditionContext,
): Condition | undefined => {
  const node =
    fields.get("when") ??
    reportIssue(
      desk,
      firstKeyRange(fields.node),
      "the rule has no `when`; write `when: true` if it is meant for everything",
    );
  return node && readCondition(desk, node, language);
};

/** Reads one rule. Undefined when it has a fault that leaves nothing to go on with. */
export const readRule = (
  outer: DiagnosticCollector,
  node: Node,
  context: RuleContext,
): ParsedRule | undefined => {
  const idNode = node.kind === "map" ? node.entries.get("id")?.value : undefined;
  const named = textIn(idNode);
  const desk: DiagnosticCollector = named === undefined ? outer : { ...outer, ruleId: named.slice(0, 64) };
  const fields = readMap(desk, node, "the rule", RULE_KEYS);
  if (!fields) return undefined;
  if (!idNode) reportIssue(desk, firstKeyRange(node), "the rule has no `id`");
  const id = idNode && readId(desk, idNode, "the rule's id");
  const forEachNode = fields.get("forEach");
  const forEach = forEachNode
    ? readOneOf(desk, forEachNode, "`forEach`", ["line", "order"] as const)
    : "line";
  const language = { ...context.conditionContext, hasLine: forEach !== "order" };
  const texts = present({
    description: optionalText(desk, fields, "description"),
    owner: optionalText(desk, fields, "owner", 200),
  });
  const dates = readDates(desk, fields);
  const condition = readWhen(desk, fields, language);
  const given = { holds: condition?.statesWhenTrue, ruleOwner: texts.owner !== undefined };
  const exceptions = readExceptions(desk, fields.get("except"), language, given);
  const about = { forOrder: forEach === "order", holds: condition?.statesWhenTrue };
  const actions = readActions(desk, fields, context, about);
  if (!id || !forEach || !condition) return undefined;
  const except = exceptions.map(({ exception }) => exception);
  // biome-ignore lint/suspicious/noThenProperty: the word people write in a rulebook; this object is never awaited
  const rule = { id, ...texts, forEach, ...dates, when: condition.expression, except, then: actions };
  return { rule, node, statesWhenTrue: condition.statesWhenTrue, exceptions };
};
