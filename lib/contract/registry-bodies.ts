/** The bodies of `PUT /agents/{agentId}` and `PUT /catalog/{sku}`. */
import * as z from "zod";
import type { CatalogueEntry } from "../domain/catalogue.ts";
import {
  type BuiltInLineType,
  bookLine,
  builtInLines,
  lineBase,
  membershipLine,
  membershipUpgradeLine,
  physicalLine,
  videoLine,
} from "../domain/order-line.ts";
import { basisPoints, platformId } from "../domain/fields.ts";
import { instantSchema } from "../domain/instant.ts";
import { lineTypes, planIssues, withAttributes } from "../domain/parse-line.ts";
import {
  attributesShape,
  declaredType,
  type OrderVocabulary,
  type ProductTypes,
} from "../domain/product-type.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { parseFields, type ValidationIssue } from "../domain/validation-issue.ts";

const agentName = lineBase.title.max(200);

type AgentFields = {
  readonly name?: unknown;
  readonly commissionRateBps?: unknown;
  readonly managerId?: unknown;
};

/** A name and a rate come together; both may be left out where a manager is put. */
const isMissing = (value: unknown, key: "name" | "commissionRateBps", other: keyof AgentFields): boolean => {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as AgentFields;
  return fields[key] === undefined && (fields[other] !== undefined || fields.managerId === undefined);
};

export const agentBody = z
  .strictObject({
    name: agentName.optional(),
    commissionRateBps: basisPoints.optional(),
    managerId: platformId
      .nullable()
      .describe("the agent who manages this one; null ends it; alone, or with name and rate")
      .optional(),
    validFrom: instantSchema.describe("of what is put; never overwritten").optional(),
  })
  .refine((value) => !isMissing(value, "name", "commissionRateBps"), {
    path: ["name"],
    message: "is required",
    when: () => true,
  })
  .refine((value) => !isMissing(value, "commissionRateBps", "name"), {
    path: ["commissionRateBps"],
    message: "is required",
    when: () => true,
  })
  .meta({ id: "AgentBody" });

const link = z
  .url({ protocol: /^https$/, error: "must be an https URL" })
  .regex(/^https:\/\//, "must be an https URL")
  .max(2000);

const { weightGrams } = physicalLine.shape;

/** The fields of an entry of each built-in type besides type and title: those that a free line of the type needs. */
const typeFields = {
  physical: { weightGrams },
  book: {
    isbn: bookLine.shape.isbn,
    authors: bookLine.shape.authors,
    royaltyRateBps: bookLine.shape.royaltyRateBps,
    weightGrams,
  },
  membership: { plan: membershipLine.shape.plan, period: membershipLine.shape.period },
  membership_upgrade: { toPlan: membershipUpgradeLine.shape.toPlan },
  /** A free video is delivered as the line that caused it; `delivery` applies when that line has none. */
  video: { link: link.optional(), delivery: videoLine.shape.delivery.optional(), weightGrams },
} satisfies Record<BuiltInLineType, Record<string, z.ZodType>>;

const entrySchema = (type: string, fields: Record<string, z.ZodType>) =>
  z.strictObject({ ...fields, type: z.literal(type), title: lineBase.title });

/** The body of an entry of each built-in type. */
const catalogueBodies = Object.fromEntries(
  Object.keys(builtInLines).map((type) => [type, entrySchema(type, typeFields[type as BuiltInLineType])]),
) as Record<BuiltInLineType, ReturnType<typeof entrySchema>>;

/** The body of any entry, for the description of the API. */
export const catalogueBody = z.union(Object.values(catalogueBodies)).meta({ id: "CatalogueBody" });

const schemaFor = (type: unknown, productTypes: ProductTypes) => {
  if (typeof type !== "string") return undefined;
  const declared = declaredType(productTypes, type);
  if (Object.hasOwn(catalogueBodies, type))
    return withAttributes(catalogueBodies[type as BuiltInLineType], declared);
  if (declared === undefined) return undefined;
  const weight = declared.ships ? { weightGrams } : {};
  return entrySchema(type, { ...weight, ...attributesShape(declared) });
};

/** Parses a catalogue entry: the entry, or every issue with the JSON Pointer of its field. */
export const parseEntry = (
  sku: string,
  body: object,
  vocabulary: OrderVocabulary,
  protoKeys: readonly ValidationIssue[],
): Result<CatalogueEntry, readonly ValidationIssue[]> => {
  const type = "type" in body && Object.hasOwn(body, "type") ? body.type : undefined;
  const { productTypes } = vocabulary;
  const schema = schemaFor(type, productTypes);
  if (schema === undefined) {
    const allowed = `must be one of ${lineTypes(productTypes).join(", ")}`;
    const detail = type === undefined ? `is required: ${allowed}` : allowed;
    return err([...protoKeys, { pointer: "/type", detail }]);
  }
  const parsed = parseFields(schema, body);
  const unknownPlans = planIssues(body, String(type), [], vocabulary);
  if (!parsed.ok) return err([...parsed.error, ...unknownPlans]);
  if (unknownPlans.length > 0) return err(unknownPlans);
  const {
    type: known,
    title,
    link: url,
    ...fields
  } = parsed.value as { type: string; title: string; link?: string };
  return ok({ sku, type: known, title, ...(url === undefined ? {} : { link: url }), fields });
};
