/** Abstract states: what is proven about the fields of an order and its lines at one point of a condition. */
import { type Field, type FieldRoot, isOfCancellation, writtenPath } from "../expression.ts";
import { initialConstraints, joinConstraints, type ValueConstraints } from "./value-constraints.ts";
import { type FieldInfo, METADATA_VALUE, type Vocabulary } from "./vocabulary.ts";

/** The constraints that a condition adds to a field, by the field's key. Other fields have their initial constraints. */
export type AbstractState = ReadonlyMap<string, ValueConstraints>;
export type CheckContext = { readonly vocabulary: Vocabulary };

const SEPARATOR = "\n";

/** Remembers what is computed from a field, because a proof visits the same fields of an expression many times. */
const perField = <T>(make: (field: Field) => T): ((field: Field) => T) => {
  const results = new WeakMap<Field, T>();
  return (field) => {
    let result = results.get(field);
    if (result === undefined) {
      result = make(field);
      results.set(field, result);
    }
    return result;
  };
};

const keyOf = perField(({ of, path }) => of + SEPARATOR + path.join(SEPARATOR));

const UNKNOWN_FIELD: FieldInfo = { type: "string", optional: true, path: [] };
/** The cancellation itself: rules that read its fields always have one. */
const CANCELLATION_FIELD: FieldInfo = { type: "record", optional: false, path: [] };

const findInfo = (vocabulary: Vocabulary, field: Pick<Field, "of" | "path">): FieldInfo => {
  const { of } = field;
  const [first = "", ...rest] = writtenPath(field);
  if (isOfCancellation(field)) return vocabulary.cancellation.get(rest[0] ?? "") ?? CANCELLATION_FIELD;
  let info = (of === "order" ? vocabulary.order : vocabulary.line).get(first) ?? UNKNOWN_FIELD;
  for (const name of rest)
    info = info.type === "map" ? METADATA_VALUE : (info.fields?.get(name) ?? UNKNOWN_FIELD);
  return info;
};

const knownInfos = new WeakMap<
  Pick<Field, "of" | "path">,
  { readonly vocabulary: Vocabulary; readonly info: FieldInfo }
>();

/** The vocabulary's entry for a field. */
export const fieldInfoOf = (vocabulary: Vocabulary, field: Pick<Field, "of" | "path">): FieldInfo => {
  const known = knownInfos.get(field);
  if (known?.vocabulary === vocabulary) return known.info;
  const info = findInfo(vocabulary, field);
  knownInfos.set(field, { vocabulary, info });
  return info;
};

/** A field of the line that the rule looks at. */
export const lineField = (name: string): Field => ({ op: "field", of: "line", path: [name] });

const fieldOfEachRoot = (name: string): Readonly<Record<FieldRoot, Field>> => ({
  order: { op: "field", of: "order", path: [name] },
  line: { op: "field", of: "line", path: [name] },
  each: { op: "field", of: "each", path: [name] },
});
const TYPE_FIELDS = fieldOfEachRoot("type");
const FREE_FIELDS = fieldOfEachRoot("free");
const DELIVERY_FIELDS = fieldOfEachRoot("delivery");

const lineTypesOf = (
  { vocabulary }: CheckContext,
  state: AbstractState,
  of: FieldRoot,
): readonly string[] => {
  const only = state.get(keyOf(TYPE_FIELDS[of]))?.only;
  return only ? [...only].map(String) : vocabulary.lineTypes;
};

/** Whether every line in the state goes by post. */
const isAlwaysShipped = (context: CheckContext, state: AbstractState, of: FieldRoot): boolean => {
  const delivery = state.get(keyOf(DELIVERY_FIELDS[of]))?.only;
  const isDisc = delivery?.size === 1 && delivery.has("disc");
  return lineTypesOf(context, state, of).every(
    (type) => context.vocabulary.shippedTypes.has(type) || (type === "video" && isDisc),
  );
};

const isAddress = ({ of, path }: Field): boolean =>
  of === "order" && path.length === 1 && path[0] === "shippingAddress";

/** Whether the line was posted by the customer. */
const isPaid = ({ vocabulary }: CheckContext, state: AbstractState, of: FieldRoot): boolean => {
  const free = state.get(keyOf(FREE_FIELDS[of]))?.only;
  return !vocabulary.seesFreeLines || (free?.size === 1 && free.has(false));
};

const LINES = ["line", "each"] as const;

/** The presence that follows from the types that the line may have. */
const derivedPresence = (
  context: CheckContext,
  state: AbstractState,
  field: Field,
  info: FieldInfo,
): ValueConstraints["presence"] => {
  // An order has an address where a line of the customer goes by post.
  if (isAddress(field))
    return LINES.some((of) => isPaid(context, state, of) && isAlwaysShipped(context, state, of))
      ? "present"
      : "unknown";
  if (!info.availableOn) return info.optional ? "unknown" : "present";
  const types = lineTypesOf(context, state, field.of);
  if (types.every((type) => info.requiredOn?.has(type))) return "present";
  return types.some((type) => info.availableOn?.has(type)) ? "unknown" : "absent";
};

type Initial = { [Presence in ValueConstraints["presence"]]?: ValueConstraints };
const initialOf = new WeakMap<FieldInfo, Initial>();

/** The same object each time: a proof asks for it of every state. */
const initialConstraintsWith = (
  info: FieldInfo,
  presence: ValueConstraints["presence"],
): ValueConstraints => {
  let known = initialOf.get(info);
  if (known === undefined) {
    known = {};
    initialOf.set(info, known);
  }
  known[presence] ??= { ...initialConstraints(info), presence };
  return known[presence];
};

/** A field's constraints: those of earlier clauses, and its presence on the types that the line may have. */
export const constraintsOf = (
  context: CheckContext,
  state: AbstractState,
  field: Field,
): ValueConstraints => {
  const info = fieldInfoOf(context.vocabulary, field);
  const narrowed = state.get(keyOf(field));
  if (narrowed && narrowed.presence !== "unknown") return narrowed;
  const presence = derivedPresence(context, state, field, info);
  return narrowed ? { ...narrowed, presence } : initialConstraintsWith(info, presence);
};

/**
 * Whether a condition may read the field without a guard. It may read the address of any line that goes by post: of a
 * free line on an order without an address, a comparison with it is false.
 */
export const isReadable = (context: CheckContext, state: AbstractState, field: Field): boolean => {
  const { presence } = constraintsOf(context, state, field);
  if (presence === "unknown" && isAddress(field))
    return LINES.some((of) => isAlwaysShipped(context, state, of));
  return presence === "present" || fieldInfoOf(context.vocabulary, field).unguarded === true;
};

export const withConstraints = (
  state: AbstractState,
  field: Field,
  constraints: ValueConstraints,
): AbstractState => new Map(state).set(keyOf(field), constraints);

/** The field and the groups that contain it, outermost first: order.shippingAddress, order.shippingAddress.state. */
export const fieldAndParents = perField((field): readonly Field[] =>
  field.path.length === 1 || (field.of !== "order" && field.path[0] === "attributes")
    ? [field]
    : [...field.path.slice(1).map((_, index) => ({ ...field, path: field.path.slice(0, index + 1) })), field],
);

const narrowTypes = (
  context: CheckContext,
  state: AbstractState,
  of: FieldRoot,
  keep: (type: string) => boolean,
): AbstractState | undefined => {
  const types = lineTypesOf(context, state, of);
  const kept = types.filter(keep);
  if (kept.length === types.length) return state;
  return kept.length === 0
    ? undefined
    : withConstraints(state, TYPE_FIELDS[of], { presence: "present", only: new Set(kept) });
};

/** The group of fields that an order need not have. */
export const ADDRESS: Field = { op: "field", of: "order", path: ["shippingAddress"] };

/** An order has it when it has goods, and then an address. */
const isGoodsWeight = ({ of, path }: Field): boolean =>
  of === "order" && path.length === 1 && path[0] === "weightGrams";

/** The state in which a field is present; undefined when it cannot be. */
export const assumePresent = (
  context: CheckContext,
  state: AbstractState,
  field: Field,
): AbstractState | undefined => {
  let next: AbstractState | undefined = state;
  for (const part of fieldAndParents(field)) {
    if (!next) return undefined;
    const constraints = constraintsOf(context, next, part);
    if (constraints.presence === "absent") return undefined;
    const { availableOn, optional } = fieldInfoOf(context.vocabulary, part);
    if (!optional) continue;
    next = withConstraints(next, part, { ...constraints, presence: "present" });
    if (availableOn) next = narrowTypes(context, next, part.of, (type) => availableOn.has(type));
  }
  return next && isGoodsWeight(field) ? assumePresent(context, next, ADDRESS) : next;
};

/** The state in which a field is absent; undefined when it is always present. */
export const assumeAbsent = (
  context: CheckContext,
  state: AbstractState,
  field: Field,
): AbstractState | undefined => {
  const presences = fieldAndParents(field).map((part) => constraintsOf(context, state, part).presence);
  if (presences.every((presence) => presence === "present")) return undefined;
  // The field is also absent where its group is, so nothing follows for the field itself.
  if (presences.slice(0, -1).some((presence) => presence !== "present")) return state;
  const { requiredOn } = fieldInfoOf(context.vocabulary, field);
  const constraints = constraintsOf(context, state, field);
  const next = withConstraints(state, field, { ...constraints, presence: "absent" });
  return requiredOn ? narrowTypes(context, next, field.of, (type) => !requiredOn.has(type)) : next;
};

/** The fields that a state says something about. */
export const fieldsOf = (
  state: AbstractState,
): readonly (Pick<Field, "of" | "path"> & { readonly constraints: ValueConstraints })[] =>
  [...state].map(([key, constraints]) => {
    const [of, ...path] = key.split(SEPARATOR);
    return { of: of as FieldRoot, path, constraints };
  });

const EACH_PREFIX = `each${SEPARATOR}`;

/** The state without the constraints of the line inside an `exists` or `all`. */
export const withoutEachFields = (state: AbstractState): AbstractState =>
  new Map([...state].filter(([key]) => !key.startsWith(EACH_PREFIX)));

/** More states than this are merged into one: fewer proofs, but bounded time. */
const MAX_STATES = 48;

const merge = (left: AbstractState, right: AbstractState): AbstractState =>
  new Map(
    [...left].flatMap(([key, constraints]): [string, ValueConstraints][] => {
      const other = right.get(key);
      return other ? [[key, joinConstraints(constraints, other)]] : [];
    }),
  );

export const limitStates = (states: readonly AbstractState[]): readonly AbstractState[] => {
  const distinct = new Set(states);
  return distinct.size <= MAX_STATES ? [...distinct] : [[...distinct].reduce(merge)];
};

/** Takes each state a step further; a state that becomes undefined cannot be and is left out. */
export const mapStates = (
  states: readonly AbstractState[],
  step: (state: AbstractState) => AbstractState | undefined,
): readonly AbstractState[] => states.flatMap((state) => step(state) ?? []);
