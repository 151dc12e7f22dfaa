/**
 * The whole language at once: random rulebooks that the checker accepts, decided as they run and as a plain reading of
 * the stored rulebook has it.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryFullOrder, arbitraryHistory } from "../../../test/support/arbitrary-full-order.ts";
import { arbitrarySource } from "../../../test/support/arbitrary-source.ts";
import { CATALOGUE } from "../../../test/support/decisions.ts";
import { decisiveClauses, holds, type NaiveInputs } from "../../../test/support/naive-condition.ts";
import { fits, naiveCancellation, naiveDecision } from "../../../test/support/naive-decision.ts";
import { type Order, shipsByPost } from "../../domain/order.ts";
import type { OrderLine } from "../../domain/order-line.ts";
import { compile } from "../compile.ts";
import { decide } from "../decide.ts";
import { type DecidedCancellation, decideCancellation } from "../decide-cancellation.ts";
import type { Decision } from "../decision.ts";
import { withInputs } from "../decision-inputs.ts";
import { type Rulebook, rulebookSchema } from "../rulebook.ts";
import { decideWithWhyNot } from "../why-not.ts";
import { checkRulebook, type RulebookIssue } from "./check-rulebook.ts";

const RULEBOOKS = 200;
const ORDERS = 500;
/** Explanations are read of every so many orders. */
const EXPLAINED = 10;
/** Of every so many orders, something is cancelled. */
const CANCELLED = 5;

const WORDS = ["A", "web", "são", "SP"];
const LISTS = new Map([["words", { kind: "text" as const, version: 3, values: new Set(WORDS) }]]);
const OPTIONS = {
  skus: new Set(Object.keys(CATALOGUE)),
  now: "2026-11-20T00:00:00Z",
  catalogue: CATALOGUE,
  listKinds: new Map([["words", "text"]] as const),
  lists: LISTS,
};

const ADDRESS = { line1: "A", city: "A", state: "SP", postalCode: "1", country: "BR" };

/** As accepted: ids are unique, no line is free, and what goes by post has an address. */
const acceptedOf = (order: Order): Order => {
  const lines = order.lines.map((line, index) => ({ ...line, lineId: `${index + 1}`, free: false }));
  const needsAddress = order.shippingAddress === undefined && lines.some(shipsByPost);
  return { ...order, lines, ...(needsAddress ? { shippingAddress: ADDRESS } : {}) };
};

type Sample = { readonly order: Order; readonly inputs: NaiveInputs };

const samples: readonly Sample[] = fc
  .sample(fc.tuple(arbitraryFullOrder, arbitraryHistory), { numRuns: ORDERS, seed: 41 })
  .map(([order, history]) => ({ order: acceptedOf(order), inputs: { lists: { words: WORDS }, history } }));

type Shown = Readonly<Record<string, string | undefined>>;

const effectsOf = ({ tasks, notes = [] }: Decision): readonly string[] => {
  const effects = tasks.flatMap(({ payload, lineIds, because }) => {
    const { event, destination, agentId, template, change } = payload as Shown;
    const ofLine = template === "your-line" ? `${template}:${lineIds[0]}` : template;
    const name = event ?? destination ?? agentId ?? ofLine ?? change;
    return [
      ...because.map(({ ruleId, lineId = "order" }) => `${name} ${lineId} ${ruleId}`),
      ...lineIds.map((lineId) => `${name} holds ${lineId}`),
    ];
  });
  const ofNotes = notes.flatMap(({ text, because }) =>
    because.map(({ ruleId, lineId = "order" }) => `note:${text} ${lineId} ${ruleId}`),
  );
  return [...new Set([...effects, ...ofNotes])].toSorted();
};

/** Every second line, or all of them, in part where it has several items. */
const cancellationOf = ({ lines }: Decision, index: number): DecidedCancellation => {
  const complete = index % 3 === 0;
  const cancelled = lines.filter((_, position) => complete || position % 2 === 0);
  return {
    ...{ cancellationId: "X", reason: WORDS[index % WORDS.length]!, complete },
    at: ["2026-01-04T23:30:00-03:00", "2026-06-02T12:00:00Z", "2028-12-31T23:59:59-03:00"][index % 3]!,
    ...(index % 2 === 0 ? {} : { refund: index % 5 }),
    lines: cancelled.map(({ lineId, quantity, unitPrice, discount }) => {
      const part = complete ? quantity : Math.ceil(quantity / 2);
      return {
        lineId,
        quantity: part,
        amount: Math.floor(((quantity * unitPrice - discount) * part) / quantity),
      };
    }),
  };
};

/** The order as rules for a cancellation see it, by the words of the guide. */
const cancelledOrder = (order: Order, all: readonly OrderLine[], cancellation: DecidedCancellation) => {
  const lines = cancellation.lines.map(({ lineId, quantity, amount }) => {
    const line = all.find((one) => one.lineId === lineId)!;
    return { ...line, quantity, discount: quantity * line.unitPrice - amount };
  });
  const { lines: _lines, ...facts } = cancellation;
  const amount = cancellation.lines.reduce((sum, line) => sum + line.amount, 0);
  return { ...order, lines, cancellation: { ...facts, amount, orderLines: all } };
};

const freeItemsOf = ({ lines }: Decision): readonly string[] =>
  lines
    .flatMap(({ gift, sku }) => (gift === undefined ? [] : [`${gift.ruleId} ${sku} ${gift.causedBy}`]))
    .toSorted();

type Claim = { readonly ruleId: string; readonly exception: boolean };

const claimsIn = (warnings: readonly RulebookIssue[]): readonly Claim[] =>
  warnings.flatMap(({ ruleId = "", detail }): Claim[] => {
    if (detail.startsWith("the rule can never apply")) return [{ ruleId, exception: false }];
    return detail.includes("can never hold") ? [{ ruleId, exception: true }] : [];
  });

/** Whether a warning is refuted: its rule applies, or its exception holds where the rule's condition does. */
const isRefuted = (rulebook: Rulebook, { ruleId, exception }: Claim, { order, inputs }: Sample): boolean => {
  const rule = rulebook.rules.find(({ id }) => id === ruleId);
  if (rule === undefined || rule.forEach === "cancellation") return false;
  const lines: readonly (OrderLine | undefined)[] = rule.forEach === "order" ? [undefined] : order.lines;
  return lines.some((line) => {
    const scope = { ...inputs, order, line: line as never };
    if (!fits(rulebook, rule, scope)) return false;
    const undated = rule.except.filter(({ from, until }) => from === undefined && until === undefined);
    return exception
      ? rule.except.some(({ when }) => holds(when, scope))
      : !undated.some(({ when }) => holds(when, scope));
  });
};

/** Every explanation of a rule that applies, or whose condition failed, names a clause that decided. */
const unexplained = (rulebook: Rulebook, { order, inputs }: Sample): readonly string[] => {
  const seen = withInputs(order, { lists: LISTS, history: inputs.history });
  const { decision, whyNot } = decideWithWhyNot(compile(rulebook), 1, seen, CATALOGUE);
  const all = { ...order, lines: decision.lines };
  const check = (ruleId: string, lineId: string | undefined, text: string, expected: boolean): string[] => {
    const rule = rulebook.rules.find(({ id }) => id === ruleId)!;
    // It applies because the rows do not.
    if (ruleId.endsWith("/else")) return [];
    const adds = rule.then.some(({ action }) => action === "addFreeItem");
    const line = decision.lines.find((one) => one.lineId === lineId);
    const scope = { ...inputs, order: adds ? order : all, line: line as never };
    if (holds(rule.when, scope) !== expected) return [];
    const isNamed = decisiveClauses(rule.when, scope).some((clause) => text.includes(clause.slice(0, 40)));
    return isNamed ? [] : [`${ruleId} ${lineId}: ${text}`];
  };
  return [
    ...[...decision.tasks, ...(decision.notes ?? [])].flatMap(({ because }) =>
      because.flatMap(({ ruleId, lineId, explanation }) => check(ruleId, lineId, explanation, true)),
    ),
    ...whyNot
      .filter(
        ({ explanation }) => !/^(paused|switched off|not in force|no longer|a free item)/.test(explanation),
      )
      .flatMap(({ ruleId, lineId, explanation }) => check(ruleId, lineId, explanation, false)),
  ];
};

test("accepted rulebooks load, decide orders and cancellations as a plain reading does, warn truly and explain by a clause that decided", () => {
  let accepted = 0;
  let refused = 0;
  let effects = 0;
  let freeItems = 0;
  let claims = 0;
  let undoing = 0;
  for (const source of fc.sample(arbitrarySource, { numRuns: RULEBOOKS * 2, seed: 42 })) {
    if (accepted === RULEBOOKS) break;
    const checked = checkRulebook(source, "json", OPTIONS);
    if (!checked.ok) {
      refused += 1;
      continue;
    }
    accepted += 1;
    const stored = rulebookSchema.parse(JSON.parse(JSON.stringify(checked.rulebook)));
    const compiled = compile(stored);
    const warned = claimsIn(checked.warnings);
    claims += warned.length;
    for (const [index, sample] of samples.entries()) {
      const { order, inputs } = sample;
      const seen = withInputs(order, { lists: LISTS, history: inputs.history });
      const decision = decide(compiled, 1, seen, CATALOGUE);
      const naive = naiveDecision(stored, order, inputs, decision.lines.slice(order.lines.length));
      const actual = { freeItems: freeItemsOf(decision), effects: effectsOf(decision) };
      if (JSON.stringify(actual) !== JSON.stringify(naive)) expect(actual, source).toEqual(naive);
      effects += naive.effects.length;
      if (compiled.forCancellations !== undefined && index % CANCELLED === 0) {
        const cancellation = cancellationOf(decision, index);
        const whole = { ...seen, lines: decision.lines };
        const undone = effectsOf(decideCancellation(compiled, 1, whole, cancellation));
        const expected = naiveCancellation(
          stored,
          cancelledOrder(order, decision.lines, cancellation),
          inputs,
        );
        if (undone.join("\n") !== expected.join("\n")) expect(undone, source).toEqual(expected);
        undoing += expected.length;
      }
      freeItems += naive.freeItems.length;
      for (const claim of warned)
        if (isRefuted(stored, claim, sample))
          expect.fail(`${claim.ruleId} is warned of, but applies: ${source}`);
      if (index % EXPLAINED === 0) expect(unexplained(stored, sample), source).toEqual([]);
    }
  }
  expect(accepted).toBe(RULEBOOKS);
  expect(refused).toBeLessThan(RULEBOOKS / 4);
  expect(effects).toBeGreaterThan(30_000);
  expect(freeItems).toBeGreaterThan(2_000);
  expect(claims).toBeGreaterThan(20);
  expect(undoing).toBeGreaterThan(2_000);
}, 300_000);
