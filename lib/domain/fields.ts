/** Schemas of single values, such as ids and money, for orders, requests and rulebooks. */
import * as z from "zod";
import { isCurrency } from "./currency.ts";
import { MAX_MONEY } from "./money.ts";
import { hasUnstorableText } from "./storable-text.ts";

export const UNSTORABLE_TEXT = "must not hold NUL or an unpaired surrogate";

/** Text of a length in UTF-16 code units. */
export const anyText = (max: number, min = 0) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => !hasUnstorableText(value), UNSTORABLE_TEXT);

// Blanks and format characters, and the letters and symbols that are drawn as nothing.
const VISIBLE = /[^\s\p{Z}\p{Cc}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]/u;

/** Text with at least one visible character. */
export const text = (max: number) =>
  anyText(max, 1).refine((value) => value === "" || VISIBLE.test(value), "must not be blank");

/** An id that the platform chooses. `.` and `..` are excluded because a URL path cannot contain them as a segment. */
export const platformId = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/, "must be 1 to 64 of A-Z a-z 0-9 . _ -, and not . or ..");

export const money = z.int().min(0).max(MAX_MONEY).describe("whole minor units (centavos)");
export const basisPoints = z.int().min(0).max(10_000).describe("basis points; 10 000 is 100 %");

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code")
  .refine(isCurrency, "is not an ISO 4217 code");

export const PLAN_PATTERN = /^[a-z][a-z0-9_-]{0,39}$/;
export const planId = z.string().regex(PLAN_PATTERN, "must be a plan name such as basic or plus");

/** ISO 8601 durations in whole years, months, weeks or days: P1M, P1Y, P30D. */
export const PERIOD_PATTERN = /^P([1-9]\d{0,2})([YMWD])$/;
export const period = z.string().regex(PERIOD_PATTERN, "must be an ISO 8601 period such as P1M or P1Y");
