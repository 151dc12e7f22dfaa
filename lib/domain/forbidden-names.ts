/** Names that every JavaScript object inherits. No field, attribute, rule or product type may be called so. */
export const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
