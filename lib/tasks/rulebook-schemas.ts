/** The parts of a rulebook's schema that task types define: their actions and what examples may expect of them. */
import * as z from "zod";
import { TASKS } from "./registry.ts";

type Definition = (typeof TASKS)[number];

type Action = Definition["action"];
type StoredAction<A> = A extends {
  readonly name: infer Name extends string;
  readonly details: z.ZodObject<infer Shape>;
}
  ? z.ZodObject<{ action: z.ZodLiteral<Name> } & Shape, z.core.$strict>
  : never;
type StoredActions<List extends readonly { readonly action: Action }[]> = {
  readonly [Position in keyof List]: StoredAction<List[Position]["action"]>;
};

/** The actions as they are stored: the details beside the action's name. */
export const TASK_ACTIONS = TASKS.map(({ action: { name, details } }) =>
  z.strictObject({ action: z.literal(name), ...details.shape }),
) as unknown as StoredActions<typeof TASKS>;

type Expectations = {
  [D in Definition as D["expectation"]["key"]]: z.ZodOptional<z.ZodArray<D["expectation"]["value"]>>;
};

/** One field per task type: what identifies each task that is expected. */
export const TASK_EXPECTATIONS = Object.fromEntries(
  TASKS.map(({ expectation: { key, value, description } }) => [
    key,
    z
      .array(value as z.ZodType)
      .meta({ description })
      .optional(),
  ]),
) as unknown as Expectations;
