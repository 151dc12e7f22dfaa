/** Postgres text refuses NUL (22021) and jsonb refuses a lone surrogate (22P02), so neither may come in. */
export const hasUnstorableText = (value: string): boolean =>
  value.includes("\u0000") || !value.isWellFormed();
