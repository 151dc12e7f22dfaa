/** The line types of an order. The parser, the rulebook's vocabulary and OpenAPI are derived from these schemas. */
import * as z from "zod";
import { basisPoints, money, period, planId, platformId, text } from "./fields.ts";
import type { Immutable } from "./immutable.ts";
import type { LocalizedText } from "./localized-text.ts";
import type { AttributeValue } from "./product-type.ts";

/** Fields of every line, whatever its type. A line without `lineId` is numbered by the parser. */
export const lineBase = {
  lineId: platformId.optional(),
  sku: text(64),
  title: text(500),
  quantity: z.int().min(1).max(10_000),
  unitPrice: money,
  discount: money.optional(),
  agentId: platformId.optional(),
};

export const weightGrams = z
  .int()
  .min(0)
  .max(10_000_000)
  .meta({ description: "the weight of one item in grams" })
  .optional();

export const physicalLine = z.strictObject({ type: z.literal("physical"), ...lineBase, weightGrams });
export const bookLine = z.strictObject({
  type: z.literal("book"),
  ...lineBase,
  isbn: text(20),
  authors: z.array(text(200)).min(1).max(50),
  royaltyRateBps: basisPoints,
  weightGrams,
});
export const membershipLine = z.strictObject({
  type: z.literal("membership"),
  ...lineBase,
  plan: planId,
  period: period.optional().describe("required unless the rulebook gives the plan a period"),
});
export const membershipUpgradeLine = z.strictObject({
  type: z.literal("membership_upgrade"),
  ...lineBase,
  toPlan: planId,
});
export const videoLine = z.strictObject({
  type: z.literal("video"),
  ...lineBase,
  delivery: z.enum(["disc", "streaming"]),
  weightGrams,
});

/** The built-in product types. A rulebook may declare more. */
export const builtInLines = {
  physical: physicalLine,
  book: bookLine,
  membership: membershipLine,
  membership_upgrade: membershipUpgradeLine,
  video: videoLine,
} as const;
export type BuiltInLineType = keyof typeof builtInLines;

/** Fields that every accepted line has, and the origin of a free line. */
type AcceptedFields = {
  readonly lineId: string;
  readonly discount: number;
  /** Whether a rule added the line. Lines of a request are never free. */
  readonly free: boolean;
  /** Free lines only: the rule that added it, the rule's reason, and the line that caused it. */
  readonly gift?:
    | {
        readonly ruleId: string;
        /** In the language of the order. */
        readonly reason: string;
        /** In both languages; absent when the rule has a plain text. */
        readonly reasonTexts?: LocalizedText | undefined;
        readonly causedBy: string;
      }
    | undefined;
};
type Accepted<Line> = Immutable<Omit<Line, "lineId" | "discount">> & AcceptedFields;

type Attributes = Readonly<Record<string, AttributeValue>>;

type BuiltInLine = {
  [Type in BuiltInLineType]: Accepted<z.infer<(typeof builtInLines)[Type]>> & {
    /** Those that the rulebook adds to the type; absent when the line has none of them. */
    readonly attributes?: Attributes | undefined;
  };
}[BuiltInLineType];

const declaredBase = z.strictObject({ type: z.string(), ...lineBase, weightGrams });

/** An accepted line of one built-in type. */
export type LineOf<Type extends BuiltInLineType> = Extract<BuiltInLine, { readonly type: Type }>;

/** A line of a product type that a rulebook declares, with the type's attributes. */
export type DeclaredLine = Accepted<z.infer<typeof declaredBase>> & { readonly attributes: Attributes };

/** An accepted line. The fields of a built-in type are beside the common ones, as in the request. */
export type OrderLine = BuiltInLine | DeclaredLine;

/** Narrows a line to a built-in type. A declared type never has the name of a built-in one. */
export const isLineOf = <Type extends BuiltInLineType>(line: OrderLine, type: Type): line is LineOf<Type> =>
  line.type === type;

export type Delivery = LineOf<"video">["delivery"];

/** How a video is delivered; undefined for a line of another type. */
export const deliveryOf = (line: OrderLine): Delivery | undefined =>
  isLineOf(line, "video") ? line.delivery : undefined;

/** The plan of a membership or the new plan of an upgrade; undefined for a line of another type. */
export const planOf = (line: OrderLine): string | undefined => {
  if (isLineOf(line, "membership")) return line.plan;
  return isLineOf(line, "membership_upgrade") ? line.toPlan : undefined;
};

/** The weight of one item in grams; undefined when the line has none. */
export const weightOf = (line: OrderLine): number | undefined =>
  "weightGrams" in line ? line.weightGrams : undefined;
