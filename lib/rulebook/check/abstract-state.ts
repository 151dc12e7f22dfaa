/** One way in which an order and its line may look at a point of a condition: what is known, field by field. */
import type { Field, FieldRoot } from "../expression.ts";
import { initialConstraints, joinConstraints, type ValueConstraints } from "./value-constraints.ts";
import type { FieldInfo, Vocabulary } from "./vocabulary.ts";

export type AbstractState = ReadonlyMap<string, ValueConstraints>;
export type CheckContext = { readonly vocabulary: Vocabulary };

const keyOf = (field: Pick<Field, "of" | "path">): string => JSON.stringify([field.of, ...field.path]);

const METADATA_VALUE: FieldInfo = { type: "string", optional: true, path: [] };
const NOTHING: FieldInfo = { type: "string", optional: true, path: [] };

/** What the vocabulary says of a field of the closed tree. */
export const fieldInfoOf = (vocabulary: Vocabulary, { of, path }: Pick<Field, "of" | "path">): FieldInfo => {
  const written = of !== "order" && path[0] === "attributes" ? path.slice(1) : path;
  const [first = "", ...rest] = written;
  let info = (of === "order" ? vocabulary.order : vocabulary.line).get(first) ?? NOTHING;
  for (const name of rest) info = info.type === "map" ? METADATA_VALUE : (info.fields?.get(name) ?? NOTHING);
  return info;
};

const typeField = (of: FieldRoot): Field => ({ op: "field", of, path: ["type"] });

const typesOf = ({ vocabulary }: CheckContext, state: AbstractState, of: FieldRoot): readonly string[] => {
  const only = state.get(keyOf(typeField(of)))?.only;
  return only ? [...only].map(String) : vocabulary.lineTypes;
};

/** Whether every line that fits goes by post, which makes the shipping address a required field. */
const surelyPosted = (world: CheckContext, state: AbstractState, of: FieldRoot): boolean => {
  const delivery = state.get(keyOf({ of, path: ["delivery"] }))?.only;
  const disc = delivery?.size === 1 && delivery.has("disc");
  return typesOf(world, state, of).every(
    (type) => world.vocabulary.shippedTypes.has(type) || (type === "video" && disc),
  );
};

const derivedPresence = (
  world: CheckContext,
  state: AbstractState,
  field: Field,
  info: FieldInfo,
): ValueConstraints["presence"] => {
  if (field.of === "order" && field.path[0] === "shippingAddress" && field.path.length === 1)
    return surelyPosted(world, state, "line") || surelyPosted(world, state, "each") ? "present" : "unknown";
  if (!info.availableOn) return info.optional ? "unknown" : "present";
  const types = typesOf(world, state, field.of);
  if (types.every((type) => info.requiredOn?.has(type))) return "present";
  return types.some((type) => info.availableOn?.has(type)) ? "unknown" : "absent";
};

/** What is known of a field, from earlier clauses or from the type of the line. */
export const constraintsOf = (world: CheckContext, state: AbstractState, field: Field): ValueConstraints => {
  const info = fieldInfoOf(world.vocabulary, field);
  const told = state.get(keyOf(field));
  if (told && told.presence !== "unknown") return told;
  return { ...(told ?? initialConstraints(info)), presence: derivedPresence(world, state, field, info) };
};

export const withConstraints = (state: AbstractState, field: Field, known: ValueConstraints): AbstractState =>
  new Map(state).set(keyOf(field), known);

/** The field and the groups it stands in, outermost first: order.shippingAddress, order.shippingAddress.state. */
export const fieldAndParents = (field: Field): readonly Field[] =>
  field.of !== "order" && field.path[0] === "attributes"
    ? [field]
    : field.path.map((_, index) => ({ ...field, path: field.path.slice(0, index + 1) }));

const narrowTypes = (
  world: CheckContext,
  state: AbstractState,
  of: FieldRoot,
  keep: (type: string) => boolean,
): AbstractState | undefined => {
  const types = typesOf(world, state, of);
  const left = types.filter(keep);
  if (left.length === types.length) return state;
  return left.length === 0
    ? undefined
    : withConstraints(state, typeField(of), { presence: "present", only: new Set(left) });
};

/** The state in which a field is there; undefined when it cannot be. */
export const assumePresent = (
  world: CheckContext,
  state: AbstractState,
  field: Field,
): AbstractState | undefined => {
  let next: AbstractState | undefined = state;
  for (const part of fieldAndParents(field)) {
    if (!next) return undefined;
    const known = constraintsOf(world, next, part);
    if (known.presence === "absent") return undefined;
    const { availableOn: on } = fieldInfoOf(world.vocabulary, part);
    next = withConstraints(next, part, { ...known, presence: "present" });
    if (on) next = narrowTypes(world, next, part.of, (type) => on.has(type));
  }
  return next;
};

/** The state in which a field is not there; undefined when it must be. */
export const assumeAbsent = (
  world: CheckContext,
  state: AbstractState,
  field: Field,
): AbstractState | undefined => {
  const presences = fieldAndParents(field).map((part) => constraintsOf(world, state, part).presence);
  if (presences.every((presence) => presence === "present")) return undefined;
  // With a group that may itself be absent, nothing is learned of the field in it.
  if (presences.slice(0, -1).some((presence) => presence !== "present")) return state;
  const { requiredOn } = fieldInfoOf(world.vocabulary, field);
  const next = withConstraints(state, field, { ...constraintsOf(world, state, field), presence: "absent" });
  return requiredOn ? narrowTypes(world, next, field.of, (type) => !requiredOn.has(type)) : next;
};

/** Forgets what was known of the line that an `exists` looked at. */
export const withoutEachFields = (state: AbstractState): AbstractState =>
  new Map([...state].filter(([key]) => !key.startsWith('["each"')));

/** Beyond this many the states are merged: less is known then, but the time stays bounded. */
const MOST_STATES = 48;

const merge = (left: AbstractState, right: AbstractState): AbstractState =>
  new Map(
    [...left].flatMap(([key, known]): [string, ValueConstraints][] => {
      const other = right.get(key);
      return other ? [[key, joinConstraints(known, other)]] : [];
    }),
  );

export const limitStates = (states: readonly AbstractState[]): readonly AbstractState[] =>
  states.length <= MOST_STATES ? states : [states.reduce(merge)];
