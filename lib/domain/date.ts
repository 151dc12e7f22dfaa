/** Days of the calendar as text, such as 2026-12-24. In this form they compare as texts do. */
import * as z from "zod";

export const DATE_FORMAT = "must be a date such as 2026-12-24";

export const dateSchema = z.iso.date({ error: DATE_FORMAT });

/** Whether a text is a day that the calendar has. */
export const isDate = (text: string): boolean => dateSchema.safeParse(text).success;
