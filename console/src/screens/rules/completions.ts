/** What can follow what was typed, from the vocabulary of the rules. Pure. */
import type { BodyOf } from "../../api/types.ts";

export type Vocabulary = BodyOf<"readVocabulary">;

export type Suggestion = {
  readonly label: string;
  /** Inserted instead of the label. */
  readonly apply?: string;
  readonly detail?: string;
};

export type Suggestions = {
  /** How many characters before the cursor they replace. */
  readonly typed: number;
  readonly options: readonly Suggestion[];
};

const RULE_KEYS = "id description owner forEach from until when then except overrides enabled".split(" ");

const quoted = (value: string): Suggestion => ({ label: value, apply: `"${value}"` });
const plain = (value: string): Suggestion => ({ label: value });

/** After an operator: the values of the field before it. */
const valuesOfField = (before: string, { fields }: Vocabulary): Suggestions | undefined => {
  const found = /([\w.]+) (?:==|!=|in) (?:\[(?:[^\]]*, )?)?(")?([\w.-]*)$/.exec(before);
  const values = fields.find(({ path }) => path === found?.[1])?.values;
  if (found === null || values === undefined) return undefined;
  const typed = found[3]!.length;
  return { typed, options: values.map(found[2] === undefined ? quoted : plain) };
};

const lists = (before: string, { lists: known }: Vocabulary): Suggestions | undefined => {
  const found = /lists\["([\w-]*)$/.exec(before);
  if (found === null) return undefined;
  return {
    typed: found[1]!.length,
    options: known.map(({ listId, kind, size }) => ({ label: listId, detail: `${kind}, ${size}` })),
  };
};

/** The parts of a condition: fields with their types, functions, and lists. */
const ofCondition = (before: string, vocabulary: Vocabulary): Suggestions | undefined => {
  if (!/\bwhen: /.test(before)) return undefined;
  const exact = lists(before, vocabulary) ?? valuesOfField(before, vocabulary);
  if (exact !== undefined) return exact;
  const typed = /[\w.]*$/.exec(before)![0].length;
  const fields = vocabulary.fields.map(({ path, type }) => ({ label: path, detail: type }));
  const functions = vocabulary.functions.map(({ name, usage }) => ({ label: name, detail: usage }));
  return { typed, options: [...fields, ...functions, { label: "lists", apply: 'lists["' }] };
};

type ActionField = Vocabulary["actions"][number]["fields"][number];

const valuesOf = (field: ActionField, { freeItems, connections }: Vocabulary): readonly Suggestion[] => {
  if (field.name === "sku") return freeItems.map(({ sku, title }) => ({ label: sku, detail: title }));
  if (field.name === "connection") return connections.map(plain);
  return (field.values ?? []).map(plain);
};

/** Inside the braces of an action: its fields, and the values of a field. */
const ofAction = (before: string, vocabulary: Vocabulary): Suggestions | undefined => {
  const found = /\b(\w+): \{([^}]*)$/.exec(before);
  const action = vocabulary.actions.find(({ name }) => name === found?.[1]);
  if (found === null || action === undefined) return undefined;
  const value = /\b(\w+): ([\w.-]*)$/.exec(found[2]!);
  const field = action.fields.find(({ name }) => name === value?.[1]);
  if (value !== null) return field && { typed: value[2]!.length, options: valuesOf(field, vocabulary) };
  const name = /(?:^|, ?| )(\w*)$/.exec(found[2]!);
  if (name === null) return undefined;
  const options = action.fields.map((one) => ({
    label: one.name,
    apply: `${one.name}: `,
    ...(one.description === undefined ? {} : { detail: one.description }),
  }));
  return { typed: name[1]!.length, options };
};

/** At the beginning of a line: actions in a list, else the keys of a rule. */
const ofKey = (before: string, { actions }: Vocabulary): Suggestions | undefined => {
  const found = /^\s*(- )?(\w*)$/.exec(before);
  if (found === null) return undefined;
  const ofActions = actions.map(({ name, description }) => ({
    label: name,
    apply: `${name}: { `,
    detail: description,
  }));
  const ofRules = RULE_KEYS.map((key) => ({ label: key, apply: `${key}: ` }));
  return { typed: found[2]!.length, options: found[1] === undefined ? ofRules : [...ofActions, ...ofRules] };
};

/** @param before the text of the line up to the cursor */
export const suggestionsAt = (before: string, vocabulary: Vocabulary): Suggestions | undefined =>
  ofCondition(before, vocabulary) ?? ofAction(before, vocabulary) ?? ofKey(before, vocabulary);
