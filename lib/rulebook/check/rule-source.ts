/** Rules and decision tables as people write them; `source-schema.ts` says how its schemas are read. */
import * as z from "zod";
import { INSTANT_RANGE, isWithinRange, rfc3339 } from "../../domain/instant.ts";
import { FORBIDDEN_NAMES } from "../../domain/forbidden-names.ts";
import { text } from "../../domain/text-schema.ts";
import { FOR_EACH } from "../../tasks/definition.ts";
import { RULE_ID_PATTERN } from "../table.ts";
import { ACTION_NAMES, actionSourceSchema } from "./action-source.ts";
import { tableKeys } from "./table-source.ts";

const MAX_EXPRESSION_LENGTH = 2000;
const MAX_ACTIONS = 20;
const MAX_OVERRIDES = 50;
const MAX_PAUSES = 100;
const MAX_SUPPRESSED = 50;

const ID_HINT = "must be lower case letters, digits and -, beginning with a letter, such as royalty-copy";
const id = (title: string, missing: string) =>
  text(64, missing)
    .regex(RULE_ID_PATTERN, ID_HINT)
    .refine((name) => !FORBIDDEN_NAMES.has(name), "is a reserved name; choose another id")
    .meta({ title, description: "unique; shown in reports" });

const condition = (missing: string) =>
  z
    .union(
      [
        z
          .string()
          .max(MAX_EXPRESSION_LENGTH)
          .refine(
            (written) => written.trim() !== "",
            "`when` is empty; write `true` if it is meant for everything",
          ),
        z.boolean(),
      ],
      {
        error: ({ input }) =>
          input === undefined ? missing : '`when` must be a condition such as line.type == "book"',
      },
    )
    .meta({ description: 'the condition, such as line.type == "book"; `true` for every line' });

const owner = text(200).meta({ description: "who to ask about it, such as an e-mail address" });
export const instant = (description: string) =>
  rfc3339.refine(isWithinRange, INSTANT_RANGE).meta({ description });

export const exceptionSourceSchema = z
  .strictObject({
    id: id("exception's id", "the exception needs an `id`"),
    when: condition("the exception needs a `when`: the lines or orders that the rule does not apply to"),
    reason: text(500).meta({ description: "why the rule does not apply" }),
    owner: owner.optional(),
    from: instant("the exception begins then; compared with payment.paidAt").optional(),
    until: instant("the exception ends then").optional(),
  })
  .meta({ title: "exception", description: "a case in which the rule does not apply" });

const pauseSourceSchema = z
  .strictObject({
    from: instant("the pause begins then; compared with payment.paidAt"),
    until: instant("the rule goes on then"),
    reason: text(500).meta({ description: "why the rule pauses" }),
  })
  .meta({ title: "pause" });

const describedKeys = {
  description: text(500).meta({ description: "what the rule is for" }).optional(),
  owner: owner.optional(),
};

const inForceKeys = {
  enabled: z.boolean().meta({ description: "`false` switches the rule off; left out: true" }).optional(),
  paused: z
    .array(pauseSourceSchema)
    .max(MAX_PAUSES, `more than ${MAX_PAUSES} pauses`)
    .meta({ description: "times during which the rule is not in force" })
    .optional(),
  overrides: z
    .array(text(80).meta({ title: "rule's id" }))
    .min(1, "must name at least one rule")
    .max(MAX_OVERRIDES, `more than ${MAX_OVERRIDES} rules`)
    .meta({ description: "the rules, tables or rows whose actions do not happen where this rule applies" })
    .optional(),
};

const appliesKeys = {
  forEach: z
    .enum(FOR_EACH)
    .meta({
      description:
        "whether the rule looks at each line (the default), at each order once, or at each cancellation once",
    })
    .optional(),
  from: instant("orders paid at this moment or later; compared with payment.paidAt").optional(),
  until: instant("orders paid before this moment; compared with payment.paidAt").optional(),
};

const except = z
  .array(exceptionSourceSchema)
  .meta({ description: "when the rule does not apply" })
  .optional();

export const tableSourceSchema = z
  .strictObject({
    id: id("table's id", "the table has no `id`"),
    ...describedKeys,
    ...inForceKeys,
    ...appliesKeys,
    except,
    ...tableKeys,
  })
  .meta({ title: "table", description: "rules as rows with common columns" });

export const ruleSourceSchema = z
  .strictObject({
    id: id("rule's id", "the rule has no `id`"),
    renamedFrom: id("rule's former id", "must be the id of a rule")
      .meta({
        title: "rule's former id",
        description: "the rule's id in earlier versions; counts as one rule",
      })
      .optional(),
    ...describedKeys,
    ...inForceKeys,
    suppress: z
      .array(text(200).meta({ title: "effect" }))
      .min(1, "must name at least one effect")
      .max(MAX_SUPPRESSED, `more than ${MAX_SUPPRESSED} effects`)
      .meta({
        description: "the effects that do not happen where this rule applies, instead of `then`",
        examples: [[...ACTION_NAMES], ["packingSlip:royalties"]],
      })
      .optional(),
    reason: text(500).meta({ description: "why the effects are held back; with `suppress` only" }).optional(),
    ...appliesKeys,
    when: condition("the rule has no `when`; write `when: true` if it is meant for everything"),
    except,
    then: z
      .array(actionSourceSchema)
      .min(1, `must hold 1 to ${MAX_ACTIONS} actions`)
      .max(MAX_ACTIONS, `must hold 1 to ${MAX_ACTIONS} actions`)
      .meta({ description: "what happens when the rule applies" })
      .optional(),
  })
  .meta({ title: "rule", oneOf: [{ required: ["then"] }, { required: ["suppress", "reason", "owner"] }] });
