/** Tasks and lines as every response shows them, in a stored order and in a dry run alike. */
import { lineTotal } from "../domain/money.ts";
import type { Language } from "../domain/localized-text.ts";
import { type Note, noteIn } from "../domain/note.ts";
import type { OrderLine } from "../domain/order-line.ts";
import type { Because } from "../domain/task.ts";
import { boundBecause } from "../rulebook/bounded-because.ts";
import type { ShownContext } from "../tasks/definition.ts";
import { shownDetails, shownFields, type TypedPayload } from "../tasks/registry.ts";
import type { ResponseBody } from "./operations/operation.ts";
import type {
  attemptLogFields,
  cancellationFields,
  lineResponseSchema,
  noteSchema,
  taskSchema,
  taskTimes,
} from "./responses/orders.ts";

/** A response is smaller than this, unless the lines and tasks of the order alone are larger. */
const MAX_RESPONSE_BYTES = 1_000_000;
/** What else a response holds beside the parts that are measured. */
const MARGIN_BYTES = 10_000;
/** Reasons of orders that were stored before reasons were bounded can be larger. */
const MAX_STORED_BECAUSE_BYTES = 500_000;

/** As JSON in UTF-8. */
export const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/** The tasks of one stored order with reasons of bounded size. */
export const boundStoredBecause = <Task extends { readonly because: readonly Because[] }>(
  tasks: readonly Task[],
): readonly Task[] =>
  bytesOf(tasks.map(({ because }) => because)) > MAX_STORED_BECAUSE_BYTES ? boundBecause(tasks) : tasks;

/** How much of why-not is shown however large the order is. */
const MIN_WHY_NOT_BYTES = 20_000;

/** How many bytes fit into a response beside its other parts; negative when there are too many already. */
export const bytesLeft = (rest: unknown): number => MAX_RESPONSE_BYTES - MARGIN_BYTES - bytesOf(rest);

/** How many bytes of why-not fit into a response beside its other parts. */
export const whyNotBytes = (rest: unknown): number => Math.max(MIN_WHY_NOT_BYTES, bytesLeft(rest));

type TaskFields = Omit<
  ResponseBody<typeof taskSchema>,
  | "taskId"
  | "type"
  | "status"
  | "dependsOn"
  | "alsoDependsOn"
  | "attempts"
  | "result"
  | "reason"
  | keyof typeof cancellationFields
  | keyof typeof taskTimes
  | keyof typeof attemptLogFields
>;

type ShownTask = TypedPayload & {
  readonly lineIds: readonly string[];
  readonly because: readonly Because[];
  readonly result?: unknown;
};

/** Of all tasks of an order together, such as the entries of commissions. */
const MAX_DETAILS = 2_000;
const MIN_DETAILS_OF_TASK = 10;

/** What the tasks of one order are shown with. */
export type TasksContext = ShownContext & { readonly maxDetails: number };

export const tasksContext = (
  tasks: readonly TypedPayload[],
  context: Pick<ShownContext, "paidAt" | "rateOf">,
): TasksContext => {
  const detailed = tasks.filter((task) => shownDetails(task, context) !== undefined).length;
  const share = Math.floor(MAX_DETAILS / Math.max(1, detailed));
  return { ...context, maxDetails: Math.max(MIN_DETAILS_OF_TASK, share) };
};

const detailsOf = (task: ShownTask, context: TasksContext): Record<string, unknown> => {
  const details = shownDetails(task, { ...context, result: task.result ?? undefined });
  if (details === undefined) return {};
  const { name, values } = details;
  const omitted = values.length - context.maxDetails;
  return omitted <= 0
    ? { [name]: values }
    : { [name]: values.slice(0, context.maxDetails), [`${name}Omitted`]: omitted };
};

/** The fields that depend on the task's type, and the reasons why the task exists. */
export const taskResponse = (task: ShownTask, context: TasksContext): TaskFields => ({
  lineIds: task.lineIds,
  ...shownFields(task.type, task.payload),
  ...detailsOf(task, context),
  because: task.because,
});

/** The notes of an order. @param language the company's */
export const noteResponses = (
  notes: readonly Note[] | null | undefined,
  language: Language,
): readonly ResponseBody<typeof noteSchema>[] =>
  (notes ?? []).map((note) => {
    const { texts, because } = note;
    const [{ ruleId, lineId } = { ruleId: "" }] = because;
    return {
      text: noteIn(note, language),
      ...(texts === undefined ? {} : { texts }),
      ruleId,
      ...(lineId === undefined ? {} : { lineId }),
      because,
    };
  });

const giftFields = ({ reason, reasonTexts, ruleId, causedBy }: NonNullable<OrderLine["gift"]>) => ({
  reason,
  ...(reasonTexts === undefined ? {} : { reasonTexts }),
  ruleId,
  causedBy,
});

/** A line with its declared attributes beside the other fields, and the reason of a free line. */
export const lineResponse = (line: OrderLine): ResponseBody<typeof lineResponseSchema> => {
  const { attributes = {}, gift, ...rest } = line;
  return {
    ...attributes,
    ...rest,
    total: lineTotal(line),
    ...(gift === undefined ? {} : giftFields(gift)),
  };
};
