/** Random expressions of the rule language: well typed, with guards or without, over every kind of field. */
import fc from "fast-check";
import { DATES } from "./arbitrary-full-order.ts";
import { NUMBERS, TEXTS } from "./arbitrary-order.ts";

const BOOK = 'type == "book"';
const TICKET = 'type == "ticket"';

/** A field, and the guard that makes it safe to read (none when it is always there). `@` stands for the line's name. */
type Sample = { readonly field: string; readonly guard?: string };

const lineGuarded = (field: string, guard: string): Sample => ({ field: `@.${field}`, guard: `@.${guard}` });
const optional = (field: string): Sample => ({ field, guard: `has(${field})` });

const LINE_TEXTS: readonly Sample[] = [
  { field: "@.sku" },
  { field: "@.title" },
  optional("@.agentId"),
  lineGuarded("isbn", BOOK),
  lineGuarded("venue", TICKET),
  { field: "@.seat", guard: "has(@.seat)" },
  optional("@.publisher"),
];
const DATE_FIELDS: readonly Sample[] = [lineGuarded("date", TICKET), optional("@.printed")];
const ORDER_TEXTS: readonly Sample[] = [
  { field: "order.orderId" },
  { field: "order.currency" },
  { field: "order.customer.name" },
  optional("order.customer.taxId"),
  optional("order.agentId"),
  { field: "order.payment.method" },
  optional("order.metadata.channel"),
  { field: 'order.metadata["a-b"]', guard: '"a-b" in order.metadata' },
  { field: "order.shippingAddress.state", guard: "has(order.shippingAddress)" },
  {
    field: "order.shippingAddress.complement",
    guard: "has(order.shippingAddress) && has(order.shippingAddress.complement)",
  },
];
const NUMERIC: readonly Sample[] = [
  { field: "@.quantity" },
  { field: "@.unitPrice" },
  { field: "@.discount" },
  optional("@.weightGrams"),
  lineGuarded("royaltyRateBps", BOOK),
  lineGuarded("row", TICKET),
  { field: "order.payment.amount" },
  { field: "size(order.lines)" },
  { field: "size(order.allLines)" },
  { field: "size(@.title)" },
  { field: "size(@.authors)", guard: `@.${BOOK}` },
  { field: "size(order.metadata)" },
  { field: "size(@.tags)", guard: `@.${TICKET}` },
  { field: "size(lower(@.title))" },
];
const CLOCK = ["month", "day", "weekday", "hour"].map((name) => ({ field: `order.paid.${name}` }));
/** Values that all of them have. */
const CLOCK_VALUES = ["1", "5", "7"];
const BOOLEANS: readonly Sample[] = [{ field: "@.free" }, lineGuarded("seated", TICKET)];
const LISTS: readonly Sample[] = [lineGuarded("authors", BOOK), lineGuarded("tags", TICKET)];
const ENUMS: readonly { field: string; guard?: string; values: readonly string[] }[] = [
  { field: "@.type", values: ["physical", "book", "membership", "membership_upgrade", "video", "ticket"] },
  { field: "@.delivery", guard: '@.type == "video"', values: ["disc", "streaming"] },
  { field: "@.plan", guard: '@.type == "membership"', values: ["basic", "plus"] },
  { field: "order.locale", values: ["pt-BR", "en"] },
];
const OPTIONALS = ["@.agentId", "@.weightGrams", "@.isbn", "@.seat", "@.delivery", "order.agentId"];
const DEEP_OPTIONALS = ["order.customer.phone", "order.metadata.channel", "order.shippingAddress"];

const quoted = (value: string): string => JSON.stringify(value);
const textLiteral = fc.constantFrom(...TEXTS).map(quoted);
const numberLiteral = fc.constantFrom(...NUMBERS, -1).map(String);
const sample = (samples: readonly Sample[]) => fc.constantFrom(...samples);
const equality = fc.constantFrom("==", "!=");
const order = fc.constantFrom("==", "!=", "<", "<=", ">", ">=");

const turned = (left: string, by: string, right: string, turn: boolean): string =>
  turn ? `${right} ${by} ${left}` : `${left} ${by} ${right}`;

type Clause = { readonly text: string; readonly guard?: string | undefined };

/** Clauses that read fields which may be absent, each with the guard that makes it safe. */
const CLAUSES: readonly fc.Arbitrary<Clause>[] = [
  fc
    .tuple(sample([...LINE_TEXTS, ...ORDER_TEXTS]), order, textLiteral, fc.boolean())
    .map(([{ field, guard }, by, value, turn]) => ({ text: turned(field, by, value, turn), guard })),
  fc
    .tuple(sample(NUMERIC), order, numberLiteral, fc.boolean())
    .map(([{ field, guard }, by, value, turn]) => ({ text: turned(field, by, value, turn), guard })),
  fc.constantFrom(...ENUMS).chain(({ field, guard, values }) =>
    fc.tuple(equality, fc.constantFrom(...values)).map(([by, value]) => ({
      text: `${field} ${by} ${quoted(value)}`,
      guard,
    })),
  ),
  fc
    .tuple(sample([...LINE_TEXTS, ...ORDER_TEXTS]), fc.array(textLiteral, { minLength: 1, maxLength: 3 }))
    .map(([{ field, guard }, values]) => ({ text: `${field} in [${values.join(", ")}]`, guard })),
  fc
    .tuple(sample(NUMERIC), fc.array(numberLiteral, { minLength: 1, maxLength: 3 }))
    .map(([{ field, guard }, values]) => ({ text: `${field} in [${values.join(", ")}]`, guard })),
  fc
    .tuple(textLiteral, sample(LISTS))
    .map(([value, { field, guard }]) => ({ text: `${value} in ${field}`, guard })),
  sample(BOOLEANS).map(({ field, guard }) => ({ text: field, guard })),
  fc.tuple(sample(LINE_TEXTS), equality, sample(ORDER_TEXTS)).map(([left, by, right]) => ({
    text: `${left.field} ${by} ${right.field}`,
    guard: [left.guard, right.guard].filter((guard) => guard !== undefined).join(" && ") || undefined,
  })),
  fc
    .tuple(
      sample([...LINE_TEXTS, ...ORDER_TEXTS]),
      fc.constantFrom("startsWith", "endsWith", "contains"),
      fc.oneof(textLiteral, fc.constantFrom("@.sku", "order.currency")),
      fc.boolean(),
    )
    .map(([{ field, guard }, name, part, isLower]) => ({
      text: `${isLower ? `lower(${field})` : field}.${name}(${part})`,
      guard,
    })),
  fc
    .tuple(sample(LINE_TEXTS), equality, textLiteral, fc.boolean())
    .map(([{ field, guard }, by, value, isInList]) => ({
      text: isInList ? `lower(${field}) in ["a", ${value}]` : `lower(${field}) ${by} ${value}`,
      guard,
    })),
  fc
    .tuple(sample(DATE_FIELDS), order, fc.constantFrom(...DATES).map(quoted), fc.boolean())
    .map(([{ field, guard }, by, value, turn]) => ({ text: turned(field, by, value, turn), guard })),
];

/** Clauses that are safe alone. */
const SAFE_CLAUSES: readonly fc.Arbitrary<string>[] = [
  fc
    .tuple(sample(CLOCK), order, fc.constantFrom(...CLOCK_VALUES), fc.boolean())
    .map(([{ field }, by, value, isInList]) =>
      isInList ? `${field} in [1, ${value}]` : `${field} ${by} ${value}`,
    ),
  fc.constantFrom(...OPTIONALS, ...DEEP_OPTIONALS).map((field) => `has(${field})`),
  fc.constantFrom("true", "false"),
];

/** @param share of the reads of an optional field, how many in four have a guard; the checker wants all */
const conditionsWith = (share: 3 | 4) => {
  const guarded = (arbitrary: fc.Arbitrary<Clause>): fc.Arbitrary<string> =>
    fc.tuple(arbitrary, fc.integer({ min: 0, max: 3 })).map(([{ text, guard }, dice]) => {
      if (guard === undefined || dice >= share) return text;
      return dice === 0 ? `(!(${guard}) || ${text})` : `(${guard} && ${text})`;
    });
  const clause = fc.oneof(...CLAUSES.map(guarded), ...SAFE_CLAUSES);

  /** Joined without brackets too, so that precedence decides. */
  const { condition } = fc.letrec<{ condition: string; joined: string }>((tie) => ({
    condition: fc.oneof({ maxDepth: 3, depthSize: "small" }, clause, tie("joined")),
    joined: fc.oneof(
      fc.tuple(tie("condition"), tie("condition")).map(([left, right]) => `${left} && ${right}`),
      fc.tuple(tie("condition"), tie("condition")).map(([left, right]) => `${left} || ${right}`),
      fc.tuple(tie("condition"), tie("condition")).map(([left, right]) => `(${left}) && (${right})`),
      tie("condition").map((inner) => `!(${inner})`),
      tie("condition").map(
        (inner) => `!${inner.startsWith("(") || /^[a-z@.]+$/i.test(inner) ? inner : `(${inner})`}`,
      ),
    ),
  }));

  const overLines = fc
    .tuple(fc.constantFrom("lines", "allLines"), fc.constantFrom("exists", "all"), condition)
    .map(([lines, word, body]) => `order.${lines}.${word}(l, ${body.replaceAll("@", "l")})`);

  return { condition, overLines };
};

const partlyGuarded = conditionsWith(3);
const fullyGuarded = conditionsWith(4);

const isShort = (text: string): boolean => text.length <= 1500;

/** A whole condition, at times with one look over all lines. */
const whole = ({ condition, overLines }: ReturnType<typeof conditionsWith>): fc.Arbitrary<string> =>
  fc
    .oneof(
      { arbitrary: condition, weight: 5 },
      { arbitrary: overLines, weight: 1 },
      { arbitrary: fc.tuple(condition, overLines).map(([one, other]) => `${one} && ${other}`), weight: 1 },
      { arbitrary: fc.tuple(overLines, condition).map(([one, other]) => `!${one} || ${other}`), weight: 1 },
    )
    .map((text) => text.replaceAll("@", "line"))
    .filter(isShort);

/** Three in four reads of an optional field are guarded; the others must not throw. */
export const arbitraryCondition = whole(partlyGuarded);
/** Of a rule for each line, as the checker accepts it. */
export const guardedCondition = whole(fullyGuarded);
