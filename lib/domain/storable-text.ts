/** Whether PostgreSQL cannot store a text: `text` refuses NUL (22021), `jsonb` an unpaired surrogate (22P02). */
export const hasUnstorableText = (value: string): boolean =>
  value.includes("\u0000") || !value.isWellFormed();
