/** Where a value is in an accepted order: a path from the order or from the line that a rule applies to. */
import * as z from "zod";

export const fieldReference = z.strictObject({
  of: z.enum(["order", "line"]).meta({ description: "stored form: where the path begins" }),
  path: z
    .array(z.string().min(1).max(100))
    .min(1)
    .max(4)
    .readonly()
    .meta({ description: "stored form: the names after it" }),
});
export type FieldReference = z.infer<typeof fieldReference>;
