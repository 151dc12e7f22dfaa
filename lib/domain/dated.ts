/** Values that are valid from an instant on and are never overwritten: rates, managers. */

export type Dated = {
  /** RFC 3339 text, or `-infinity` for a value without a beginning. */
  readonly validFrom: string;
};

/** Epoch milliseconds. */
const startOf = ({ validFrom }: Dated): number =>
  validFrom === "-infinity" ? Number.NEGATIVE_INFINITY : Date.parse(validFrom);

/** The value at an instant: of those that are valid, the one with the latest `validFrom`. */
export const validAt = <Value extends Dated>(
  values: readonly Value[],
  instant: string,
): Value | undefined => {
  const at = Date.parse(instant);
  return values
    .filter((value) => startOf(value) <= at)
    .reduce<Value | undefined>(
      (latest, value) => (latest === undefined || startOf(value) > startOf(latest) ? value : latest),
      undefined,
    );
};
