/**
 * The rulebook as people write it, in YAML or JSON: one zod schema. The checker parses with it, `npm run rules -- schema`
 * prints it for editors, and the OpenAPI description of `POST /rulebooks` refers to it. It imports neither the YAML nor
 * the CEL parser, so that every function may bundle it.
 *
 * A key's `title` names it in messages ("the rule's id must be …"), its `description` says what it is for.
 * A description's first part, up to `;`, ends the message about a missing key.
 * An `error` that starts with "must" follows the key's name in the message; any other is the whole message.
 */
import * as z from "zod";
import { FORETOLD_CODES } from "../../domain/cause.ts";
import { basisPoints, platformId } from "../../domain/fields.ts";
import { DESTINATION_PATTERN } from "../../domain/destination.ts";
import { ATTRIBUTE_PATTERN, ATTRIBUTE_TYPES, PRODUCT_TYPE_PATTERN } from "../../domain/product-type.ts";
import { listId } from "../../domain/list.ts";
import { membershipMailsSchema } from "../../domain/membership-mails.ts";
import { FORBIDDEN_NAMES } from "../../domain/forbidden-names.ts";
import { cancellationSourceSchema } from "./cancellation-source.ts";
import { MAX_TABLES } from "./table-source.ts";
import { type exceptionSourceSchema, instant, ruleSourceSchema, tableSourceSchema } from "./rule-source.ts";
import { TASK_EXPECTATIONS } from "../../tasks/rulebook-schemas.ts";
import {
  destinationSourceSchema,
  MAX_DESTINATIONS,
  planListSchema,
  plansSourceSchema,
} from "./declaration-schemas.ts";
import { templatesSourceSchema, textsSourceSchema } from "./template-schema.ts";
import { ifMissing, text } from "../../domain/text-schema.ts";

const MAX_EXAMPLES = 500;
const MAX_PRODUCT_TYPES = 100;
const MAX_RULES = 500;

const optionalAttributeTypes = ATTRIBUTE_TYPES.map((type) => `${type}?` as const);

const productTypeSourceSchema = z
  .strictObject({
    ships: z
      .boolean()
      .meta({
        description: "whether its lines go by post; left out for a built-in type, which only gets attributes",
      })
      .optional(),
    attributes: z
      .record(
        z
          .string()
          .regex(ATTRIBUTE_PATTERN, "must be letters and digits, such as seatRow")
          .meta({ title: "attribute" }),
        z
          .enum([...ATTRIBUTE_TYPES, ...optionalAttributeTypes])
          .meta({ title: "attribute type", description: "with `?` at the end: a line may lack it" }),
      )
      .meta({ description: "further fields of its lines, such as { venue: string, seat: string? }" })
      .optional(),
  })
  .meta({ title: "product type" });

const ruleIds = (description: string) => z.array(text(80).meta({ title: "rule's id" })).meta({ description });

const expectationSourceSchema = z
  .strictObject({
    ...TASK_EXPECTATIONS,
    freeItems: z.array(text(64)).meta({ description: "the SKUs of the free items" }).optional(),
    notes: z.array(text(500)).meta({ description: "the notes on the order" }).optional(),
    wouldBeRejected: z
      .array(z.enum(FORETOLD_CODES).meta({ title: "cause" }))
      .meta({ description: "the causes for which tasks would be rejected" })
      .optional(),
    applied: ruleIds("rules that have an effect").optional(),
    not: ruleIds("rules that have no effect").optional(),
  })
  .check(({ value, issues }) => {
    // With an issue in the list, a key was refused and left out of the value.
    if (issues.length === 0 && Object.keys(value).length === 0)
      issues.push({ code: "custom", input: value, message: "`expect` says nothing" });
  })
  .meta({
    minProperties: 1,
    description: "what must come out; a key that is left out may come out as it does",
  });

const historySourceSchema = z
  .strictObject({
    orders: z
      .int(ifMissing("`history` needs `orders`"))
      .min(0)
      .meta({ description: "orders before this one" }),
    paidTotal: z
      .int(ifMissing("`history` needs `paidTotal`"))
      .min(0)
      .meta({ description: "what they cost, in minor units" }),
    firstPaidAt: instant("when the first of them was paid").optional(),
  })
  .meta({ title: "history", description: "what the customer had before; left out, it is not known" });

const exampleSourceSchema = z
  .strictObject({
    name: text(200).meta({ description: "what the example shows; printed when it does not come out" }),
    order: z
      .record(z.string(), z.unknown())
      .meta({ description: "a paid order, with at least `lines`; fields that are left out are filled in" }),
    rates: z
      .record(platformId.meta({ title: "agent's id" }), basisPoints.meta({ title: "rate" }))
      .meta({ description: "the agents' own rates in basis points, such as { A-1: 500 }" })
      .optional(),
    lists: z
      .record(
        listId.meta({ title: "list's id" }),
        z.array(text(500).meta({ title: "value" })).max(1_000, "must not hold more than 1000 values"),
      )
      .meta({
        description:
          'the values of lists, such as { vip: ["C-1"] }; other lists are as they are at the check',
      })
      .optional(),
    history: historySourceSchema.optional(),
    managers: z
      .record(platformId.meta({ title: "agent's id" }), platformId.meta({ title: "manager's id" }))
      .meta({
        description: "the managers of agents, such as { A-1: M-1 }; an agent that is left out has none",
      })
      .optional(),
    cancellation: cancellationSourceSchema.optional(),
    expect: expectationSourceSchema,
  })
  .meta({ title: "example" });

export const rulebookSourceSchema = z
  .strictObject({
    plans: z
      .union([plansSourceSchema, planListSchema])
      .meta({ description: "the membership plans; left out: basic and plus" })
      .optional(),
    memberships: membershipMailsSchema
      .meta({ description: "mails about the end of memberships; left out: none" })
      .optional(),
    productTypes: z
      .record(
        z
          .string()
          .regex(PRODUCT_TYPE_PATTERN, "must be lower case letters, digits and _, such as event_ticket")
          .meta({ title: "product type" }),
        productTypeSourceSchema,
      )
      .refine(
        (types) => Object.keys(types).length <= MAX_PRODUCT_TYPES,
        `more than ${MAX_PRODUCT_TYPES} product types`,
      )
      .meta({ maxProperties: MAX_PRODUCT_TYPES, description: "product types besides the built-in ones" })
      .optional(),
    destinations: z
      .record(
        z
          .string()
          .regex(DESTINATION_PATTERN, "must be lower case letters, digits and -, such as gift-wrapping")
          .refine((name) => !FORBIDDEN_NAMES.has(name), "is a reserved name; choose another")
          .meta({ title: "destination" }),
        destinationSourceSchema,
      )
      .refine((all) => Object.keys(all).length > 0, "`destinations` must name at least one destination")
      .refine(
        (all) => Object.keys(all).length <= MAX_DESTINATIONS,
        `more than ${MAX_DESTINATIONS} destinations`,
      )
      .meta({
        minProperties: 1,
        maxProperties: MAX_DESTINATIONS,
        description: "the destinations of packing slips; left out: shipping and royalties",
      })
      .optional(),
    templates: templatesSourceSchema.optional(),
    texts: textsSourceSchema.optional(),
    rules: z
      .array(ruleSourceSchema)
      .max(MAX_RULES, `more than ${MAX_RULES} rules`)
      .meta({ description: "the rules" })
      .optional(),
    tables: z
      .array(tableSourceSchema)
      .max(MAX_TABLES, `more than ${MAX_TABLES} tables`)
      .meta({ description: "decision tables: rules as rows with common columns" })
      .optional(),
    examples: z
      .array(exampleSourceSchema)
      .max(MAX_EXAMPLES, `more than ${MAX_EXAMPLES} examples`)
      .meta({ description: "orders with what must come out; checked before a rulebook is activated" })
      .optional(),
  })
  .meta({
    title: "rulebook",
    anyOf: [{ required: ["rules"] }, { required: ["tables"] }],
    description: "A rulebook as data; docs/rules.md teaches the language.",
  });

export type RulebookSource = z.infer<typeof rulebookSourceSchema>;
export type RuleSource = NonNullable<RulebookSource["rules"]>[number];
export type TableSource = NonNullable<RulebookSource["tables"]>[number];
export type ExceptionSource = z.infer<typeof exceptionSourceSchema>;
export type ProductTypeSource = z.infer<typeof productTypeSourceSchema>;
export type ExampleSource = z.infer<typeof exampleSourceSchema>;
