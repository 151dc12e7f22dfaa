/** Destinations of packing slips: those that a rulebook declares, or shipping and royalties. */
import * as z from "zod";
import { bothLanguages } from "./localized-text.ts";
import type { Immutable } from "./immutable.ts";

/** Part of the keys of tasks and of the check on `packing_slips.destination`. */
export const DESTINATION_PATTERN = /^[a-z][a-z0-9-]{0,39}$/;

/** Who gets the slip. Only a slip for the customer needs an address. */
export const RECIPIENTS = ["customer", "department"] as const;

/** The lines that a rule for each order brings to the slip: those that go by post, books, or all. */
export const DESTINATION_LINES = ["ships", "books", "all"] as const;

export const destinationSchema = z.strictObject({
  id: z.string().regex(DESTINATION_PATTERN),
  title: bothLanguages(100),
  recipient: z.enum(RECIPIENTS),
  lines: z.enum(DESTINATION_LINES),
  /** Whether the slip has prices. */
  prices: z.boolean(),
  /** Whether the slip has the royalties of books. */
  royalties: z.boolean(),
});
export type Destination = Immutable<z.infer<typeof destinationSchema>>;

/** Those of a rulebook without a section of destinations; the slips of one order are issued in this order. */
export const DEFAULT_DESTINATIONS: readonly Destination[] = [
  {
    id: "shipping",
    title: { "pt-BR": "Expedição", en: "Shipping" },
    recipient: "customer",
    lines: "ships",
    prices: true,
    royalties: false,
  },
  {
    id: "royalties",
    title: { "pt-BR": "Royalties", en: "Royalties" },
    recipient: "department",
    lines: "books",
    prices: true,
    royalties: true,
  },
];

/** What a slip needs of its destination, as of the rulebook that decided the order. */
export const slipSettings = destinationSchema
  .omit({ id: true, lines: true })
  .extend({ copy: z.int().min(1).describe("position among the destinations, from 1") });
export type SlipSettings = Immutable<z.infer<typeof slipSettings>>;

/** @param position of the destination among those of its rulebook, from 0 */
export const settingsOf = (
  { id: _id, lines: _lines, ...settings }: Destination,
  position: number,
): SlipSettings => ({
  ...settings,
  copy: position + 1,
});

const DEFAULT_SETTINGS: ReadonlyMap<string, SlipSettings> = new Map(
  DEFAULT_DESTINATIONS.map((destination, position) => [destination.id, settingsOf(destination, position)]),
);

/** The settings of a slip whose task has none of its own; those of an unknown destination are shipping's. */
export const defaultSettings = (id: string): SlipSettings =>
  DEFAULT_SETTINGS.get(id) ?? DEFAULT_SETTINGS.get("shipping")!;
