/** Runs a rulebook's examples and compares what comes out with what they expect. */
import { type Catalogue, linkIn } from "../domain/catalogue.ts";
import type { ForetoldCause } from "../domain/cause.ts";
import { comparedForm } from "../domain/list.ts";
import { deliveryOf } from "../domain/order-line.ts";
import type { AnyDefinition, ShownContext } from "../tasks/definition.ts";
import { expectedValue, type PlannedTask, TASKS, taskSummary } from "../tasks/registry.ts";
import type { Note } from "../domain/note.ts";
import { ruleIdsOf } from "../domain/task.ts";
import type { CompiledRulebook } from "./compile.ts";
import { decide } from "./decide.ts";
import { type ListContent, type Lists, withInputs } from "./decision-inputs.ts";
import type { Decision } from "./decision.ts";
import { decideExampleCancellation } from "./example-cancellation.ts";
import type { Example, Expectation } from "./rulebook.ts";
import { isNamedBy } from "./table.ts";
import { wouldBeRejected } from "./would-be-rejected.ts";

/** What is wrong with an example. A rulebook with a failure cannot be activated; a warning does not prevent it. */
export type ExampleFinding = {
  readonly kind: "failure" | "warning";
  /** Position in the rulebook's list of examples. */
  readonly index: number;
  readonly name: string;
  /** The expectation that was not met. */
  readonly key: keyof Expectation;
  readonly detail: string;
};

type Finding = Pick<ExampleFinding, "kind" | "key" | "detail">;
type Rejections = ReadonlyMap<string, ForetoldCause>;
type ListKey = Exclude<keyof Expectation, "applied" | "not" | "wouldBeRejected">;

/** The rules that had an effect: a task of theirs, a free line, or an effect that they hold back. In order of first appearance. */
export const rulesWithEffect = (decision: Decision): readonly string[] => {
  const rules = new Set<string>();
  for (const line of decision.lines) if (line.gift) rules.add(line.gift.ruleId);
  for (const task of decision.tasks) for (const ruleId of ruleIdsOf(task)) rules.add(ruleId);
  for (const note of decision.notes ?? []) for (const ruleId of ruleIdsOf(note)) rules.add(ruleId);
  for (const ruleId of decision.suppressedBy ?? []) rules.add(ruleId);
  return [...rules];
};

const listed = (items: readonly string[]): string => (items.length === 0 ? "nothing" : items.join(", "));
const same = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.toSorted().join("\n") === right.toSorted().join("\n");

type Unmet = { readonly expected: readonly string[]; readonly actual: readonly string[] };

const unequal = (expected: readonly string[], actual: readonly string[]): Unmet | undefined =>
  same(expected, actual) ? undefined : { expected, actual };

const definitions: readonly AnyDefinition[] = TASKS;

/** A note may be expected as the rule names it, or as it reads in one of the languages. */
const unmetNotes = (expected: readonly string[], notes: readonly Note[]): Unmet | undefined => {
  const asWritten = (one: string): string =>
    notes.find(({ text, texts }) => text === one || texts?.["pt-BR"] === one || texts?.en === one)?.text ??
    one;
  return unequal(
    expected.map(asWritten),
    notes.map(({ text }) => text),
  );
};

/** The expectations that list everything of their kind, where something else came out. */
const unmetLists = (expect: Expectation, decision: Decision, context: ShownContext) => {
  const ofTasks = definitions.map(({ type, expectation: { key, unmet: compare } }) => {
    const expected = expect[key as ListKey] as readonly string[] | undefined;
    if (expected === undefined) return { key, unmet: undefined };
    const tasks = decision.tasks.filter((task) => task.type === type);
    const unmet = compare
      ? compare(
          expected,
          tasks.map(({ payload }) => payload),
          context,
        )
      : unequal(expected, tasks.map(expectedValue));
    return { key, unmet };
  });
  const freeItems = decision.lines.flatMap((line) => (line.free ? [line.sku] : []));
  const ofFreeItems = expect.freeItems && unequal(expect.freeItems, freeItems);
  const ofNotes = expect.notes && unmetNotes(expect.notes, decision.notes ?? []);
  return [...ofTasks, { key: "freeItems", unmet: ofFreeItems }, { key: "notes", unmet: ofNotes }].flatMap(
    ({ key, unmet }) => (unmet === undefined ? [] : [{ key: key as ListKey, ...unmet }]),
  );
};

const unmet = (
  expect: Expectation,
  decision: Decision,
  context: ShownContext,
): Pick<ExampleFinding, "key" | "detail">[] => {
  const wrong = unmetLists(expect, decision, context).map(({ key, expected, actual }) => ({
    key,
    detail: `${key} should be ${listed(expected)}, but came out as ${listed(actual)}`,
  }));
  const effective = rulesWithEffect(decision);
  const missing = (expect.applied ?? []).filter((id) => !effective.some((rule) => isNamedBy(rule, id)));
  const unwanted = (expect.not ?? []).filter((id) => effective.some((rule) => isNamedBy(rule, id)));
  return [
    ...wrong,
    ...missing.map((rule) => ({
      key: "applied" as const,
      detail: `rule ${rule} should have an effect, but has none`,
    })),
    ...unwanted.map((rule) => ({
      key: "not" as const,
      detail: `rule ${rule} should have no effect, but has one`,
    })),
  ];
};

/** A link can be set at any time, so that it is missing says nothing against the rules: unless the line does not stream. */
const isCurable = ({ code }: ForetoldCause, { lines }: Decision, task: PlannedTask): boolean =>
  code === "streaming-link-missing" &&
  lines.every((line) => !task.lineIds.includes(line.lineId) || deliveryOf(line) === "streaming");

const unexpectedRejections = (decision: Decision, rejections: Rejections): Finding[] =>
  decision.tasks.flatMap((task) => {
    const cause = rejections.get(task.key);
    if (cause === undefined) return [];
    const { code, ...about } = cause;
    const named = [code, ...Object.values(about)].join(" ");
    const detail = `${taskSummary(task)} would be rejected: ${named}. Write \`wouldBeRejected: [${code}]\` if that is what it shows`;
    return [
      { kind: isCurable(cause, decision, task) ? "warning" : "failure", key: "wouldBeRejected", detail },
    ];
  });

const unmetRejections = (
  expected: Expectation["wouldBeRejected"],
  decision: Decision,
  rejections: Rejections,
): Finding[] => {
  if (expected === undefined) return unexpectedRejections(decision, rejections);
  const actual = [...new Set([...rejections.values()].map(({ code }) => code))];
  if (same([...new Set(expected)], actual)) return [];
  const detail = `wouldBeRejected should be ${listed(expected)}, but came out as ${listed(actual)}`;
  return [{ kind: "failure", key: "wouldBeRejected", detail }];
};

/** What examples are decided with besides what they carry. */
export type ExampleInputs = { readonly catalogue: Catalogue; readonly lists?: Lists | undefined };

/** The lists that the example carries, over those of the check. */
const listsOf = (
  { rulebook: { lists: kinds = {} } }: CompiledRulebook,
  { lists: own = {} }: Example,
  known: Lists | undefined,
): Lists => {
  const carried = Object.entries(own).flatMap(([id, values]): [string, ListContent][] => {
    const kind = Object.hasOwn(kinds, id) ? kinds[id] : undefined;
    return kind === undefined
      ? []
      : [[id, { kind, version: 0, values: new Set(values.map(comparedForm(kind))) }]];
  });
  return new Map([...(known ?? []), ...carried]);
};

const findingsOf = (
  compiled: CompiledRulebook,
  example: Example,
  { catalogue, lists }: ExampleInputs,
): Finding[] => {
  const { rates, expect, history, managers = {}, cancellation } = example;
  const order = withInputs(example.order, { lists: listsOf(compiled, example, lists), history, managers });
  const decision = cancellation
    ? decideExampleCancellation(compiled, order, cancellation, catalogue)
    : decide(compiled, 0, order, catalogue);
  const rateOf = rates && ((agentId: string) => (Object.hasOwn(rates, agentId) ? rates[agentId] : undefined));
  const rejections = wouldBeRejected(order, decision, { linkOf: (sku) => linkIn(catalogue, sku), rateOf });
  return [
    ...unmet(expect, decision, { ...order.payment, rateOf }).map((one) => ({
      kind: "failure" as const,
      ...one,
    })),
    ...unmetRejections(expect.wouldBeRejected, decision, rejections),
  ];
};

/** Runs every example of a compiled rulebook. An empty result means that every expectation is met. */
export const runExamples = (compiled: CompiledRulebook, inputs: ExampleInputs): readonly ExampleFinding[] =>
  compiled.rulebook.examples.flatMap((example, index) =>
    findingsOf(compiled, example, inputs).map(({ detail, ...finding }) => ({
      index,
      name: example.name,
      ...finding,
      detail: `example “${example.name}”: ${detail}`,
    })),
  );
