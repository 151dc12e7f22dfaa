/** Lists that conditions look values up in, kept apart from the rules: their kinds, and the values that a kind holds. */
import * as z from "zod";
import { platformId, text } from "./fields.ts";
import { FORBIDDEN_NAMES } from "./forbidden-names.ts";
import { customerSchema } from "./order.ts";
import { lineBase } from "./order-line.ts";
import { err, ok, type Result } from "./result.ts";
import { toValidationIssues, type ValidationIssue } from "./validation-issue.ts";

export const LIST_KINDS = ["sku", "text", "email", "domain", "customer", "agent"] as const;
export type ListKind = (typeof LIST_KINDS)[number];

export const MAX_LIST_VALUES = 100_000;

/** Without a dot, so that the path of a list can end with `.csv`. */
export const listId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "must be 1 to 64 of A-Z a-z 0-9 _ -, not beginning with _ or -")
  .refine((id) => !FORBIDDEN_NAMES.has(id), "is not an id that a list can have");

/** The version of each list, by id. */
export type ListVersions = Readonly<Record<string, number>>;

const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;

const asGiven = (value: string): string => value;
const inLowerCase = (value: string): string => value.toLowerCase();

/** The form in which values of a kind are stored and compared. */
export const comparedForm = (kind: ListKind): ((value: string) => string) =>
  kind === "email" || kind === "domain" ? inLowerCase : asGiven;

/** The values of each kind, in the form in which they are compared. */
const VALUES: Readonly<Record<ListKind, z.ZodType<string>>> = {
  sku: lineBase.sku,
  text: text(500),
  email: customerSchema.shape.email,
  domain: z.string().regex(DOMAIN, "must be a domain such as example.com"),
  customer: customerSchema.shape.customerId,
  agent: platformId,
};

/**
 * Parses the values of a list.
 * @returns the values in their compared form, each once, in the order given; or the issues, at `/values/…`
 */
export const parseListValues = (
  kind: ListKind,
  values: readonly string[],
): Result<readonly string[], readonly ValidationIssue[]> => {
  const form = comparedForm(kind);
  const unique = new Set<string>();
  const issues: ValidationIssue[] = [];
  for (const [index, value] of values.entries()) {
    const parsed = VALUES[kind].safeParse(form(value), { reportInput: true });
    if (parsed.success) unique.add(parsed.data);
    else issues.push(...toValidationIssues(parsed.error.issues, ["values", index]).slice(0, 1));
  }
  return issues.length > 0 ? err(issues) : ok([...unique]);
};
