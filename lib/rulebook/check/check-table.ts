/** Checks decision tables, and lowers their rows to rules. */
import type { Expression } from "../expression.ts";
import { type Cell, ELSE, rowId, type Table } from "../table.ts";
import { type AbstractState, limitStates } from "./abstract-state.ts";
import { type CelNode, parseCel } from "./cel.ts";
import { type ConditionContext, lowerText } from "./check-condition.ts";
import {
  addsFreeItems,
  type CheckedException,
  type CheckedRule,
  checkActions,
  checkDates,
  checkExceptions,
  checkPauses,
  overridesOf,
  type RuleContext,
  statesLeftBy,
  withoutUndefined,
} from "./check-rule.ts";
import { type DiagnosticCollector, forRule, reportIssue, reportWarning } from "./diagnostics.ts";
import { lowerField, rootsOf } from "./lower-field.ts";
import { type NarrowingContext, splitStates, UNCONSTRAINED } from "./narrowing.ts";
import type { MapNode, Node } from "./nodes.ts";
import type { ValidParts } from "./parse-source.ts";
import { comparisonBudget } from "./proof-budget.ts";
import type { TableSource } from "./source-schema.ts";
import { childOf, itemsOf, partOf, plainValueOf, textOf } from "./source-value.ts";
import { type CellCondition, type CellValues, type Column, conditionOfCell, rangeIn } from "./table-cell.ts";

/** The cells of a row, by the column's field. */
export type CellsOfRow = ReadonlyMap<string, CellValues>;

/** A table without issues, with its rows as rules. */
export type CheckedTable = {
  readonly table: Table;
  readonly node: Node;
  readonly rows: readonly CheckedRule[];
  readonly otherwise: CheckedRule | undefined;
  /** Of each row. */
  readonly cells: readonly CellsOfRow[];
};

type KnownColumn = { readonly key: string; readonly type: Column["type"] };

type Columns = {
  readonly context: ConditionContext;
  readonly known: Map<string, KnownColumn | undefined>;
};

const COLUMN_FORM =
  "a column is a field such as line.type, or a number over lines: order.lines.count(l, …) or order.lines.sum(l, …, l.quantity)";

/** Numbers that are always there; a maximum over no line is not. */
const isColumnNumber = (node: CelNode): boolean =>
  node.op === "rcall" && ["count", "sum"].includes(node.args[0]);

/** A number over lines as a column. Its issues are those of a condition that compares it. */
const numberColumn = (
  context: ConditionContext,
  text: string,
  report: (range: unknown, detail: string) => undefined,
): KnownColumn | undefined => {
  const lowered = lowerText(`${text} >= 0`, context, report, () => undefined);
  return lowered?.expression.op === "compare"
    ? { key: JSON.stringify(lowered.expression.left), type: "int" }
    : undefined;
};

/** The field or the number of a column; its issues are reported once for the table. */
const columnOf = (
  collector: DiagnosticCollector,
  { context, known }: Columns,
  text: string,
  range: Column["range"],
) => {
  if (known.has(text)) return known.get(text);
  const report = (_range: unknown, detail: string): undefined => reportIssue(collector, range, detail);
  const parsed = parseCel(context.env, text);
  const find = (): KnownColumn | undefined => {
    if (!parsed.ok) return report(range, `${COLUMN_FORM}: ${parsed.error.detail}`);
    const { ast } = parsed.value;
    if (isColumnNumber(ast)) return numberColumn(context, text, report);
    if (!["id", ".", "[]"].includes(ast.op)) return report(range, COLUMN_FORM);
    const resolved = lowerField({ ...context, report }, ast);
    return resolved && { key: JSON.stringify(resolved.field), type: resolved.info.type };
  };
  const column = find();
  known.set(text, column);
  return column;
};

type Row = { readonly expression: Expression; readonly cells: CellsOfRow };

const ALWAYS: Expression = { op: "truth", of: { op: "literal", value: true } };

const lowerCell = (collector: DiagnosticCollector, context: ConditionContext, { pieces }: CellCondition) =>
  lowerText(
    pieces.map(({ text }) => text).join(""),
    context,
    (at, detail) => reportIssue(collector, rangeIn(pieces, at), detail),
    (at, detail) => reportWarning(collector, rangeIn(pieces, at), detail),
  );

const conditionOfRow = (
  collector: DiagnosticCollector,
  columns: Columns,
  when: MapNode,
  accepted: Readonly<Record<string, unknown>>,
): Row | undefined => {
  const terms: Expression[] = [];
  const cells = new Map<string, CellValues>();
  let isValid = true;
  for (const [text, { key: range, value: node }] of when.entries) {
    // The schema has reported a cell that it refuses.
    if (accepted[text] === undefined) return undefined;
    const column = columnOf(collector, columns, text, range);
    const condition = column && conditionOfCell({ text, range, type: column.type }, node);
    if (condition?.ok === false) reportIssue(collector, node, condition.error);
    const lowered = condition?.ok && lowerCell(collector, columns.context, condition.value);
    isValid &&= Boolean(lowered);
    if (!column || !condition?.ok || !lowered) continue;
    terms.push(...(lowered.expression.op === "and" ? lowered.expression.terms : [lowered.expression]));
    cells.set(column.key, condition.value.values);
  }
  if (!isValid) return undefined;
  const [first = ALWAYS] = terms;
  return { expression: terms.length < 2 ? first : { op: "and", terms }, cells };
};

const cellsAsWritten = (when: MapNode): Record<string, Cell> => plainValueOf(when) as Record<string, Cell>;

type Shared = {
  readonly id: string;
  readonly node: Node;
  readonly source: ValidParts<TableSource>;
  readonly context: RuleContext;
  readonly paused: CheckedRule["rule"]["paused"];
  readonly exceptions: readonly CheckedException[];
};

type RowSource = Pick<NonNullable<ValidParts<TableSource>["else"]>, "then" | "description">;

/** A row as a rule of its own. */
const ruleOfRow = (
  document: DiagnosticCollector,
  { id: tableId, node: tableNode, source, context, paused, exceptions }: Shared,
  {
    id,
    node,
    row,
    isFirst,
  }: { readonly id: string; readonly node: Node; readonly row: RowSource; readonly isFirst: boolean },
  { expression, states }: { readonly expression: Expression; readonly states: readonly AbstractState[] },
): CheckedRule => {
  const { vocabulary: ofRulebook } = context.conditionContext;
  const vocabulary = addsFreeItems(row) ? { ...ofRulebook, seesFreeLines: false } : ofRulebook;
  const { forEach = "line", from, until, enabled, owner, description } = source;
  const own = exceptions.map(({ exception }) => exception);
  const actionStates = statesLeftBy(vocabulary, own, states);
  const actions = checkActions(
    forRule(document, id),
    node,
    { ...row, forEach },
    { ...context, conditionContext: { ...context.conditionContext, vocabulary } },
    actionStates,
  );
  const rule = {
    id,
    ...withoutUndefined({ description: row.description ?? description, owner, enabled, paused }),
    ...withoutUndefined({ overrides: overridesOf(source, context) }),
    forEach,
    ...withoutUndefined({ from, until }),
    when: expression,
    except: own,
    then: actions,
  };
  const table = { id: tableId, policy: source.policy ?? "unique", node: tableNode, isFirst };
  return { rule, node, vocabulary, statesWhenTrue: states, actionStates, exceptions, table };
};

const mapChild = (node: Node, key: string): MapNode | undefined => {
  const child = childOf(node, key);
  return child?.kind === "map" ? child : undefined;
};

/** The rows with their conditions lowered, and the states that satisfy each; undefined for what has issues. */
const readRows = (
  document: DiagnosticCollector,
  node: Node,
  source: ValidParts<TableSource>,
  conditionContext: ConditionContext,
  proof: NarrowingContext,
) => {
  const columns: Columns = { context: conditionContext, known: new Map() };
  const nodes = itemsOf(partOf(node, "rows"));
  return (source.rows ?? []).map((row, index) => {
    const rowNode = nodes[index]!;
    const when = mapChild(rowNode, "when");
    const collector = forRule(document, source.id && rowId(source.id, index + 1));
    const condition = row && when && conditionOfRow(collector, columns, when, row.when ?? {});
    const states = condition && splitStates(proof, condition.expression, UNCONSTRAINED).whenTrue;
    return { row, node: rowNode, when, condition, states };
  });
};

/** What the table has for orders and lines that no row is for, as a rule. */
const ruleOfElse = (
  document: DiagnosticCollector,
  shared: Shared,
  rows: readonly CheckedRule[],
  proof: NarrowingContext,
): CheckedRule | undefined => {
  const { id, source } = shared;
  const node = childOf(shared.node, ELSE);
  if (!source.else || !node) return undefined;
  const states = rows.reduce<readonly AbstractState[]>(
    (left, { rule }) => splitStates(proof, rule.when, left).whenFalse,
    UNCONSTRAINED,
  );
  return ruleOfRow(
    document,
    shared,
    { id: rowId(id, ELSE), node, row: source.else, isFirst: false },
    { expression: ALWAYS, states },
  );
};

const checkTable = (
  document: DiagnosticCollector,
  node: Node,
  source: ValidParts<TableSource>,
  context: RuleContext,
): CheckedTable | undefined => {
  const id = source.id;
  const collector = forRule(document, textOf(childOf(node, "id")));
  checkDates(collector, node, source, "the table would never be in force");
  const paused = checkPauses(collector, node, source);
  const conditionContext = { ...context.conditionContext, ...rootsOf(source.forEach ?? "line") };
  const proof = { vocabulary: context.conditionContext.vocabulary, budget: comparisonBudget() };
  const rows = readRows(document, node, source, conditionContext, proof);
  const exceptions = checkExceptions(collector, partOf(node, "except"), source.except, {
    condition: conditionContext,
    statesWhenTrue: limitStates(rows.flatMap(({ states }) => states ?? [])),
    ruleHasOwner: source.owner !== undefined,
  });
  if (id === undefined) return undefined;
  const shared: Shared = { id, node, source, context, paused, exceptions };
  const checked = rows.flatMap(({ row, node: rowNode, when, condition, states }, index) =>
    row && when && condition && states
      ? {
          rule: ruleOfRow(
            document,
            shared,
            { id: rowId(id, index + 1), node: rowNode, row, isFirst: index === 0 },
            { expression: condition.expression, states },
          ),
          cells: condition.cells,
          written: cellsAsWritten(when),
        }
      : [],
  );
  const rules = checked.map(({ rule }) => rule);
  const otherwise = ruleOfElse(document, shared, rules, proof);
  const table: Table = {
    id,
    ...withoutUndefined({ description: source.description, owner: source.owner }),
    policy: source.policy ?? "unique",
    rows: checked.map(({ written }) => written),
    hasElse: otherwise !== undefined,
  };
  return {
    table,
    node,
    rows: rules,
    otherwise,
    cells: checked.map(({ cells }) => cells),
  };
};

/** Checks all tables; one that has no id is left out. */
export const checkTables = (
  document: DiagnosticCollector,
  root: Node,
  tables: readonly (ValidParts<TableSource> | undefined)[] = [],
  context: RuleContext,
): readonly CheckedTable[] => {
  const nodes = itemsOf(childOf(root, "tables"));
  return tables.flatMap(
    (source, index) => (source && checkTable(document, nodes[index]!, source, context)) ?? [],
  );
};

export const rulesOfTables = (tables: readonly CheckedTable[]): readonly CheckedRule[] =>
  tables.flatMap(({ rows, otherwise }) => [...rows, ...(otherwise === undefined ? [] : [otherwise])]);
