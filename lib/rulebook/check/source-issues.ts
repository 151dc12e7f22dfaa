/** Turns zod's issues about a rulebook's source into issues at lines and columns, in plain sentences. */
import * as z from "zod";
import type { Node } from "./nodes.ts";
import { descriptionOf, keysOfSchema, schemaAt, titleOf } from "./schema-path.ts";
import type { SourceRange } from "./source-location.ts";
import {
  childOf,
  firstKeyRange,
  keyRange,
  nodeAt,
  type Path,
  strictValueOf,
  textOf,
} from "./source-value.ts";
import { didYouMean, joinWithOr } from "../../domain/near-name.ts";

type Issue = z.core.$ZodIssue;

/** An issue at its range; `path` leads to the value that it is about. */
export type SourceIssue = {
  readonly path: Path;
  readonly range: SourceRange;
  readonly detail: string;
  /** The issue is with the number of entries: each of them may be checked all the same. */
  readonly isUsable?: boolean;
};

type Context = { readonly schema: z.core.$ZodType; readonly root: Node };

const MAX_SHOWN = 60;
const shown = (text: string): string => text.slice(0, MAX_SHOWN);

const kindOf = (node: Node): string => {
  if (node.kind !== "scalar") return node.kind === "map" ? "a mapping" : "a list";
  if (node.value === null) return "nothing";
  return typeof node.value === "string" ? "a text" : node.rawText;
};

/** How a message names the value at a path. */
const labelOf = ({ schema }: Context, path: Path): string => {
  const part = schemaAt(schema, path);
  const title = titleOf(part);
  const key = path.findLast((step) => typeof step === "string") ?? "";
  const isNamed = part instanceof z.ZodObject && schemaAt(schema, path.slice(0, -1)) instanceof z.ZodRecord;
  if (title) return isNamed ? `${title} \`${shown(String(key))}\`` : `the ${title}`;
  return typeof path.at(-1) === "number" ? `an entry of \`${String(key)}\`` : `\`${String(key)}\``;
};

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a whole number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

/** What a key is for: the first part of its description. */
const useOf = (schema: z.core.$ZodType | undefined): string | undefined =>
  descriptionOf(schema)?.split(";")[0];

/** `rateBps` (basis points, 600 is 6 %): a number's unit prevents the next mistake. */
const numberLabel = (context: Context, path: Path): string => {
  const use = useOf(schemaAt(context.schema, path));
  return `${labelOf(context, path)}${use ? ` (${use})` : ""}`;
};

const article = (word: string): string => (/^[aeiou]/.test(word) ? "an" : "a");

/** The schema's own message, or that the mapping needs the key: what the key is for, or its few values. */
const missingKey = (context: Context, path: Path, message = ""): string => {
  const holder = labelOf(context, path.slice(0, -1));
  if (message) return message.startsWith("must ") ? `${holder} ${message}` : message;
  const key = String(path.at(-1));
  const schema = schemaAt(context.schema, path);
  const use = schema instanceof z.ZodEnum ? joinWithOr(schema.options.map(String)) : useOf(schema);
  return `${holder} needs ${article(key)} \`${key}\`${use ? `: ${use}` : ""}`;
};

const INSTANT_FORM = "write it like 2026-12-01T00:00:00-03:00";

const wrongKind = (context: Context, issue: z.core.$ZodIssueInvalidType, node: Node): string => {
  if (schemaAt(context.schema, issue.path) instanceof z.ZodISODateTime)
    return `${labelOf(context, issue.path)} must be a date with time and offset; ${INSTANT_FORM}`;
  const isNumber = KINDS[issue.expected] === KINDS.number;
  const label = isNumber ? numberLabel(context, issue.path) : labelOf(context, issue.path);
  const unquoted =
    issue.expected === "string" &&
    node.kind === "scalar" &&
    (typeof node.value === "number" || typeof node.value === "boolean");
  const hint = unquoted ? "; put it in quotes" : "";
  const written = (isNumber && node.kind === "scalar" && shown(node.rawText)) || kindOf(node);
  return `${label} must be ${KINDS[issue.expected] ?? issue.expected}, not ${written}${hint}`;
};

const wrongValue = (context: Context, issue: z.core.$ZodIssueInvalidValue, node: Node): string => {
  const values = issue.values.map(String);
  // `string?` is `string` that a line may lack: the list of values names the type once.
  const listed = joinWithOr(values.filter((value) => !value.endsWith("?")));
  const label = labelOf(context, issue.path);
  if (node.kind !== "scalar" || typeof node.value !== "string")
    return `${label} must be ${listed}, not ${kindOf(node)}`;
  const noun = label.replace(/^the /, "");
  const meant = didYouMean(node.value, values) || `; it must be ${listed}`;
  return `unknown ${noun} \`${shown(node.value)}\`${meant}`;
};

const LACKS_OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/;

const wrongInstant = (label: string, node: Node): string => {
  const written = node.kind === "scalar" ? String(node.value) : "";
  const why = LACKS_OFFSET.test(written) ? "has no offset" : "is not a date with time and offset";
  return `${label} \`${written.slice(0, 40)}\` ${why}; ${INSTANT_FORM}`;
};

/** A number out of its range, or a text that is too short or too long. */
const outOfRange = (context: Context, issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string => {
  const part = schemaAt(context.schema, issue.path);
  if (part instanceof z.ZodNumber)
    return `${numberLabel(context, issue.path)} must be from ${part.minValue} to ${part.maxValue}`;
  const label = labelOf(context, issue.path);
  return issue.code === "too_small"
    ? `${label} must not be empty`
    : `${label} must not be longer than ${issue.maximum} characters`;
};

const sentenceOf = (context: Context, issue: Issue, node: Node): string => {
  const label = labelOf(context, issue.path);
  // A message of the schema itself; the error map of the parse leaves all others empty.
  if (issue.message) return issue.message.startsWith("must ") ? `${label} ${issue.message}` : issue.message;
  switch (issue.code) {
    case "invalid_type":
      return wrongKind(context, issue, node);
    case "invalid_value":
      return wrongValue(context, issue, node);
    case "invalid_format":
      return issue.format === "datetime" ? wrongInstant(label, node) : `${label} has another form`;
    case "too_small":
    case "too_big":
      return outOfRange(context, issue);
    default:
      return `${label} is not valid`;
  }
};

const isRootMismatch = (issues: readonly Issue[]): boolean =>
  issues.length === 1 &&
  issues[0]!.path.length === 0 &&
  ["invalid_type", "invalid_value"].includes(issues[0]!.code);

/** The issues of the one option of a union that the value was meant for; the union's own issue when there is none. */
const withoutUnions = (issue: Issue): readonly Issue[] => {
  if (issue.code !== "invalid_union") return [issue];
  const meant = issue.errors.filter((issues) => !isRootMismatch(issues));
  if (meant.length !== 1) return [issue];
  return meant[0]!.flatMap((inner) => withoutUnions({ ...inner, path: [...issue.path, ...inner.path] }));
};

const unknownAction = (name: string, known: readonly string[]): string =>
  `unknown action \`${shown(name)}\`${didYouMean(name, known) || `; there are ${known.join(", ")}`}`;

const unknownKeys = (context: Context, { path, keys }: z.core.$ZodIssueUnrecognizedKeys, node: Node) => {
  const schema = schemaAt(context.schema, path);
  const known = keysOfSchema(schema);
  return keys.map((key): SourceIssue => {
    const detail =
      titleOf(schema) === "action"
        ? unknownAction(key, known)
        : `no key \`${shown(key)}\` in ${labelOf(context, path)}${didYouMean(key, known)}`;
    return { path: [...path, key], range: keyRange(node, key), detail };
  });
};

/** The keys that an action's details need, each as an issue, where no details were written. */
const missingDetails = (context: Context, path: Path, action: Path, range: SourceRange): SourceIssue[] => {
  const details = schemaAt(context.schema, action);
  if (!(details instanceof z.ZodObject)) return [];
  return Object.entries(details.shape)
    .filter(([, schema]) => !(schema instanceof z.ZodOptional))
    .map(([key]) => ({ path, range, detail: missingKey(context, [...action, key]) }));
};

/** An action that is its name alone: it needs details, or there is no such action. */
const bareAction = (context: Context, path: Path, node: Node): readonly SourceIssue[] => {
  const name = textOf(node)!;
  const known = keysOfSchema(schemaAt(context.schema, path));
  if (!known.includes(name)) return [{ path, range: node, detail: unknownAction(name, known) }];
  return missingDetails(context, path, [...path, name], node);
};

/** A name that a record may not have; its value is checked all the same. */
const invalidKey = (context: Context, issue: z.core.$ZodIssueInvalidKey): readonly SourceIssue[] => {
  const { path } = issue;
  const name = String(path.at(-1));
  const holder = schemaAt(context.schema, path.slice(0, -1));
  const options = holder instanceof z.ZodUnion ? holder.options : [holder];
  const record = options.find((option) => option instanceof z.ZodRecord)!;
  const range = keyRange(nodeAt(context.root, path.slice(0, -1)), name);
  const detail = `${titleOf(record.keyType)} \`${shown(name)}\` ${issue.issues[0]?.message}`;
  const value = parseIssues(record.valueType, strictValueOf(nodeAt(context.root, path)));
  const inner = value.map((one) => ({ ...one, path: [...path, ...one.path] }));
  return [{ path, range, detail }, ...toSourceIssues(context, inner)];
};

const isMissing = (root: Node, path: Path): boolean =>
  path.length > 0 && childOf(nodeAt(root, path.slice(0, -1)), path.at(-1)!) === undefined;

const isNothing = (node: Node): boolean => node.kind === "scalar" && node.value === null;

/** The items of a list that is too long are not checked, so such a list is not used. */
const isCount = (issue: Issue, node: Node): boolean =>
  node.kind !== "scalar" &&
  ["custom", "too_small", ...(node.kind === "map" ? ["too_big"] : [])].includes(issue.code);

const toSourceIssue = (context: Context, issue: Issue): readonly SourceIssue[] => {
  const { path } = issue;
  const node = nodeAt(context.root, path);
  if (issue.code === "unrecognized_keys") return unknownKeys(context, issue, node);
  if (issue.code === "invalid_key") return invalidKey(context, issue);
  if (isMissing(context.root, path))
    return [{ path, range: firstKeyRange(node), detail: missingKey(context, path, issue.message) }];
  if (issue.code === "invalid_union" && textOf(node) !== undefined) return bareAction(context, path, node);
  const around = nodeAt(context.root, path.slice(0, -1));
  if (isNothing(node) && titleOf(schemaAt(context.schema, path.slice(0, -1))) === "action")
    return missingDetails(context, path, path, keyRange(around, path.at(-1)!));
  const isAtKey = issue.code === "custom" && issue.params?.at === "key";
  const range = isAtKey ? keyRange(around, path.at(-1)!) : node;
  return [{ path, range, detail: sentenceOf(context, issue, node), isUsable: isCount(issue, node) }];
};

/** A wrong value may fail several checks of the schema; the first says it best. */
const firstAtEachPath = (issues: readonly Issue[]): readonly Issue[] => {
  const paths = new Set<string>();
  return issues.filter((issue) => {
    const key = JSON.stringify([issue.code === "unrecognized_keys", ...issue.path]);
    return !paths.has(key) && paths.add(key);
  });
};

/** Leaves the message of an issue empty unless the schema gives one, so that it can be written with the source at hand. */
const NO_MESSAGE = { error: () => "" };

const parseIssues = (schema: z.core.$ZodType, value: unknown): readonly Issue[] =>
  z.safeParse(schema, value, NO_MESSAGE).error?.issues ?? [];

const toSourceIssues = (context: Context, issues: readonly Issue[]): readonly SourceIssue[] =>
  firstAtEachPath(issues.flatMap(withoutUnions)).flatMap((issue) => toSourceIssue(context, issue));

/** What a schema says against a document. */
export const sourceIssuesOf = (schema: z.core.$ZodType, root: Node, value: unknown): readonly SourceIssue[] =>
  toSourceIssues({ schema, root }, parseIssues(schema, value));
