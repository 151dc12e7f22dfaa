/**
 * What a task type is. One file per type beside this one holds its definition; the registry lists them, and queues,
 * grants, schemas, rulebook actions and simulation counters are derived from it.
 */
import type * as z from "zod";
import type { CancellationFacts } from "../domain/cancellation-facts.ts";
import type { ForetoldCause } from "../domain/cause.ts";
import type { Destination } from "../domain/destination.ts";
import type { FieldReference } from "../domain/field-reference.ts";
import type { ManagersOnDay } from "../domain/managers.ts";
import type { MailTemplates } from "../domain/mail-template.ts";
import type { Plans } from "../domain/plan.ts";
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { Immutable } from "../domain/immutable.ts";
import type { Result } from "../domain/result.ts";
import type { ActionNeeds, FixedDetails } from "./action-needs.ts";
import type { CancellationOfTask } from "./cancellation-of-task.ts";

/** A task while rules are still being read: lines are added to it. */
export type TaskDraft<Payload = unknown> = {
  readonly rank: number;
  readonly mergeKey: string;
  readonly lineIds: string[];
  readonly payload: Payload;
  /** Why the draft became no task; set when the plan is finished. */
  withheld: string | undefined;
};

/** A task that comes earlier in the order of acceptance. */
export type EarlierTask = {
  readonly type: string;
  readonly key: string;
  readonly lineIds: readonly string[];
  readonly payload: unknown;
};

/** A task made of a draft; a draft that waits for several tasks becomes one task for each. */
export type FinishedDraft = {
  /** Appended to the key: distinguishes the tasks of one draft. */
  readonly keySuffix?: string;
  /** Key of the task that must be done first. */
  readonly dependsOn?: string;
  /** Keys of further tasks that must be done first. */
  readonly alsoDependsOn?: readonly string[];
};

/** An order with what its actions are planned with. */
export type PlannedOrder = Order & {
  /** Undefined when no rule asked for them. */
  readonly managers?: ManagersOnDay | undefined;
  /** When a cancellation is decided; the lines are then the cancelled ones. */
  readonly cancellation?: (CancellationFacts & { readonly orderLines: readonly OrderLine[] }) | undefined;
};

/**
 * How one action of a rule becomes part of a task. Made once per rulebook version, called for every line: what does
 * not depend on the line is computed before.
 */
export type ActionPlan<Payload> = {
  /** Whether the action concerns the line when its rule is for each order. */
  readonly covers: (line: OrderLine) => boolean;
  /** Position among the order's tasks of this type, 0 by default; tasks of equal rank come in line order. */
  readonly rank?: number;
  /** Why the action leads to nothing for the line; undefined when it has an effect. */
  readonly whyNothing?: (line: OrderLine, order: PlannedOrder) => string | undefined;
  /** Actions of one type with the same merge key become one task; its key is `<type>:<merge key>`. */
  readonly mergeKey: string | ((line: OrderLine, order: PlannedOrder) => string);
  /** Where the task is for one line alone: what distinguishes it from the line's other tasks of the type. */
  readonly keyWithinLine?: string;
  /** Merge key of the task from which the action takes its lines. */
  readonly takesFrom?: string | undefined;
  /** The payload of a new task. */
  readonly payload: (line: OrderLine, order: PlannedOrder) => Payload;
  /** Adds the line to the payload of an existing task. Without it the first action decides the payload. */
  readonly merge?: (payload: Payload, line: OrderLine, order: PlannedOrder) => void;
};

/** What a rulebook declares beside its rules, as its actions and examples refer to it. */
export type Declarations = {
  /** The ids of the membership plans. */
  readonly plans: readonly string[];
  readonly planDetails?: Plans | undefined;
  /** In the order in which the slips of one order are issued. */
  readonly destinations: readonly Destination[];
  /** The mail templates besides the built-in ones. */
  readonly templates: MailTemplates;
};

/** Whether a line goes by post, under the product types of a rulebook. */
export type Ships = (line: OrderLine) => boolean;

/** What an action is planned with. */
export type PlanContext = Declarations & { readonly ships: Ships; readonly forEach: ForEach };

/** An agent's own rate in basis points at an instant; undefined when there is none. */
export type RateOf = (agentId: string, paidAt: string) => number | undefined;

/** A planned task, with what its handler will find. */
export type RejectionContext = {
  readonly order: Order;
  /** The task's lines, free ones too. */
  readonly lines: readonly OrderLine[];
  /** The streaming link of a SKU. Left out: no link is known to be missing. */
  readonly linkOf?: ((sku: string) => string | undefined) | undefined;
  /** Left out: no rate is known to be missing. */
  readonly rateOf?: RateOf | undefined;
};

/** The agents whose rates are looked up, and whether the streaming links of the task's lines are. */
export type LookedUp = { readonly ratesOf?: readonly string[]; readonly links?: boolean };

/** A planned task of which everything is known that booking needs. */
export type BookingContext = RejectionContext & { readonly rateOf: RateOf };

/** What is known of a task that is shown. */
export type ShownContext = {
  readonly paidAt: string;
  /** Left out: no rate is known. */
  readonly rateOf?: RateOf | undefined;
  /** Of a task that is done. */
  readonly result?: unknown;
};

/** The kinds of money that tasks book, under the names of their sums in the results of simulations. */
export const BOOKINGS = ["commission", "royalties"] as const;
export type BookingName = (typeof BOOKINGS)[number];

export const FOR_EACH = ["line", "order", "cancellation"] as const;
/** Whether a rule applies line by line, once to the order, or once to each cancellation of it. */
export type ForEach = (typeof FOR_EACH)[number];

/** What the checker knows of the rule that an action belongs to. */
export type ActionCheckContext = Declarations & {
  readonly forEach: ForEach;
  /** Whether the action has the key, be its value valid or not. */
  readonly isWritten: (key: string) => boolean;
  /** Whether every line that the rule applies to has one of the fields. */
  readonly linesHaveOneOf: (fields: readonly string[]) => boolean;
  /** Resolves a field path such as `line.sku` that is present where the rule applies; else says what is wrong with it. */
  readonly resolveField: (path: string) => Result<FieldReference, string>;
  /**
   * Why a field may be absent where the rule applies, with its path as people write it; undefined when it is present on
   * every line of the rule, or on every order.
   */
  readonly whyAbsent: (
    field: FieldReference,
  ) => { readonly written: string; readonly detail: string } | undefined;
  /** The ids of all connections; undefined where they are not known. */
  readonly connections: ReadonlySet<string> | undefined;
  /** The ids of the client's agents; undefined where they are not known. */
  readonly agents: ReadonlySet<string> | undefined;
};

/** What is proven about the lines that an action concerns. */
export type ActionProofs = Declarations & {
  readonly forEach: ForEach;
  /** Whether the orders of the customer's lines have a shipping address. */
  readonly hasAddress: () => boolean;
  /** Whether each is a streaming video, or has a link in the catalogue. */
  readonly canStream: () => boolean;
  /** SKUs that `when` names and that have no link in the catalogue. */
  readonly skusWithoutLink: () => readonly string[];
  /** The ids of the client's agents; undefined where they are not known. */
  readonly agents: ReadonlySet<string> | undefined;
};

/** What is wrong with an action, and where: the action, its first key, or the value of a key or of an entry in it. */
export type ActionIssue = {
  readonly at: "action" | "first-key" | { readonly key: string; readonly entry?: string };
  readonly detail: string;
};

/** An action of rules: `- <name>: { <details> }` in the source, the details beside the name when stored. */
export type RuleAction<Name extends string, Details extends z.ZodObject> = {
  readonly name: Name;
  /** What it does, for editors. */
  readonly description: string;
  readonly details: Details;
  /** The detail that distinguishes effects, where a rule may suppress just one of them: `packingSlip:royalties`. */
  readonly target?: {
    readonly key: string & keyof Details["shape"];
    readonly known: (declarations: Declarations) => readonly string[];
  };
  /** Rules that give these details different values for one line are an issue. */
  readonly fixes?: FixedDetails<string & keyof Details["shape"]>;
  readonly needs?: (details: Immutable<z.infer<Details>>) => ActionNeeds;
  /** Why a rule for each cancellation cannot have the action; left out: it can. */
  readonly notForCancellations?: string;
  /** What the schema of the details cannot express. Details that the schema refuses are absent. */
  readonly check?: (
    details: Immutable<Partial<z.infer<Details>>>,
    context: ActionCheckContext,
  ) => ActionIssue | undefined;
  /** Why tasks of the action may be rejected; a warning. */
  readonly warning?: (details: Immutable<z.infer<Details>>, proofs: ActionProofs) => ActionIssue | undefined;
  /** Resolves the field paths in the details for the stored form. Called when `check` has no issue. */
  readonly resolve?: (
    details: Immutable<z.infer<Details>>,
    context: ActionCheckContext,
  ) => Result<Immutable<z.infer<Details>>, readonly ActionIssue[]>;
};

export type TaskDefinition<
  Type extends string,
  Payload extends z.ZodObject,
  Result extends z.ZodObject,
  ActionName extends string,
  Details extends z.ZodObject,
  ExpectationKey extends string,
  ExpectationValue extends z.ZodType,
> = {
  /** As stored and as the API shows it. */
  readonly type: Type;
  /** The queue is `despacho-<stage>-<suffix>`; names of variables, resources and the function are derived from it. */
  readonly queueSuffix: string;
  readonly title: { readonly "pt-BR": string; readonly en: string };
  /** What the handler needs beyond the order itself. Kept as JSON in the task's row. */
  readonly payload: Payload;
  /** What a done task led to, as `GET /orders/{orderId}` shows it. */
  readonly result: Result;
  /** The fields of the payload that responses show beside the task's own. No two types show the same field. */
  readonly shown: readonly (keyof Payload["shape"] & string)[];
  /** A further field of responses: a list that is computed from the payload and cut where a response would be too large. */
  readonly shownDetails?: {
    readonly name: string;
    readonly schema: z.ZodArray;
    readonly of: (payload: Immutable<z.infer<Payload>>, context: ShownContext) => readonly unknown[];
  };
  /** One line of text for people. */
  readonly summary: (payload: Immutable<z.infer<Payload>>) => string;
  readonly action: RuleAction<ActionName, Details>;
  readonly planAction: (
    action: Immutable<z.infer<Details>>,
    context: PlanContext,
  ) => ActionPlan<z.infer<Payload>>;
  /** Types of tasks that a task of this type may wait for. */
  readonly waitsFor?: readonly string[];
  /** The tasks that a draft becomes, or why it becomes none. Without it: one task that waits for nothing. */
  readonly finish?: (
    draft: TaskDraft<z.infer<Payload>>,
    earlier: readonly EarlierTask[],
  ) => readonly FinishedDraft[] | string;
  /** What an example of a rulebook may expect: `expect: { <key>: [<value>, …] }`. */
  readonly expectation: {
    readonly key: ExpectationKey;
    /** What the values are, for editors. */
    readonly description: string;
    readonly value: ExpectationValue;
    /** The values that tasks of a rulebook can have. Left out: any value of the schema. */
    readonly known?: (declarations: Declarations) => readonly string[];
    readonly of: (payload: Immutable<z.infer<Payload>>) => string;
    /** Compares values that say more than `of`. Both sides as texts where they differ. */
    readonly unmet?: (
      expected: readonly z.infer<ExpectationValue>[],
      payloads: readonly Immutable<z.infer<Payload>>[],
      context: ShownContext,
    ) => { readonly expected: readonly string[]; readonly actual: readonly string[] } | undefined;
  };
  /** What is looked up to foretell whether the task would be rejected. Left out: nothing. */
  readonly looksUp?: (payload: Immutable<z.infer<Payload>>) => LookedUp;
  /** Why the handler would reject the task; undefined when nothing is known that speaks against it. */
  readonly wouldBeRejected?: (
    payload: Immutable<z.infer<Payload>>,
    context: RejectionContext,
  ) => ForetoldCause | undefined;
  /** Left out: a task that is done stays, and one that is not only loses its lines. */
  readonly cancellation?: CancellationOfTask<z.infer<Payload>, z.infer<Result>>;
  /** What kind of difference a task of this type is: a simulation shows examples of every kind. */
  readonly differenceKind: (payload: Immutable<z.infer<Payload>>) => string;
  /** The money that the task books: a simulation compares the sums. */
  readonly booking?: {
    readonly name: BookingName;
    /** In minor units, rounded as it is booked. Asked only of tasks that would not be rejected. */
    readonly amount: (payload: Immutable<z.infer<Payload>>, context: BookingContext) => bigint;
  };
};

/** A definition of any type. Its functions must be called only with values that belong to its schemas. */
// biome-ignore lint/suspicious/noExplicitAny: a function that takes one payload is not assignable to one that takes unknown
export type AnyDefinition = TaskDefinition<string, any, any, string, any, string, any>;

/** Infers the types of a definition from its schemas. */
export const defineTask = <
  const Type extends string,
  Payload extends z.ZodObject,
  Result extends z.ZodObject,
  const ActionName extends string,
  Details extends z.ZodObject,
  const ExpectationKey extends string,
  ExpectationValue extends z.ZodType,
>(
  definition: TaskDefinition<Type, Payload, Result, ActionName, Details, ExpectationKey, ExpectationValue>,
): TaskDefinition<Type, Payload, Result, ActionName, Details, ExpectationKey, ExpectationValue> => definition;
