/**
 * Lists reasons in bounded size. Ordinary orders list every reason of every line. Above the limit, the lines of a rule
 * with the same explanation share one entry, every rule gets its share of the size, and what is left out is counted.
 */
import { cutText } from "./cut-text.ts";

/** Of one rule, for one line or for the order. */
export type Reason = {
  readonly ruleId: string;
  readonly lineId?: string | undefined;
  readonly exception?: string | undefined;
  readonly explanation: string;
};

/** The reasons of one rule. */
export type RuleReasons = {
  readonly ruleId: string;
  readonly count: number;
  /** Makes a reason, text and all: of a large order, few are listed. */
  readonly at: (index: number) => Reason;
};

/** Reasons that are listed together, such as those of one task. */
export type ReasonGroup = {
  readonly count: number;
  readonly all: () => readonly Reason[];
  readonly byRule: () => readonly RuleReasons[];
};

/** A group of reasons that are made already. */
export const groupOf = (reasons: readonly Reason[]): ReasonGroup => ({
  count: reasons.length,
  all: () => reasons,
  byRule: () =>
    [...Map.groupBy(reasons, ({ ruleId }) => ruleId)].map(([ruleId, own]) => ({
      ruleId,
      count: own.length,
      at: (index) => own[index]!,
    })),
});

export type ListedReason = {
  readonly ruleId: string;
  readonly lineId?: string;
  /** All lines with this reason, when several share the entry; `lineId` is the first. */
  readonly lineIds?: readonly string[];
  readonly explanation: string;
  readonly exception?: string;
};

export type ListedReasons = {
  readonly entries: readonly ListedReason[];
  /** How many reasons, counted per rule and line, are not listed. */
  readonly omitted: number;
};

/** The JSON of an entry without its texts. */
const ENTRY_BYTES = 100;
/** More entries than this share texts, whatever their size. */
const MAX_SEPARATE_ENTRIES = 2_000;
/** In characters: of the explanation that a list has although its share of the size is too small. */
const MAX_SHORT_TEXT = 160;
/** A listed line costs at least this much, which bounds the number of texts that are made. */
const MIN_LINE_BYTES = 16;

/** Enough for one reason. */
const MIN_SHARE_BYTES = 400;

const encoder = new TextEncoder();
const jsonBytes = (text: string): number => encoder.encode(JSON.stringify(text)).length;

type Entry = ListedReason & { readonly lineIds: string[] };

const bytesOf = (reason: Reason, explanation: string): number =>
  ENTRY_BYTES +
  jsonBytes(explanation) +
  reason.ruleId.length +
  (reason.lineId?.length ?? 0) +
  (reason.exception?.length ?? 0);

const entryOf = ({ ruleId, lineId, exception }: Reason, explanation: string): Entry => ({
  ruleId,
  ...(lineId === undefined ? {} : { lineId }),
  lineIds: lineId === undefined ? [] : [lineId],
  explanation,
  ...(exception === undefined ? {} : { exception }),
});

const finished = ({ lineIds, ...entry }: Entry): ListedReason =>
  lineIds.length > 1 ? { ...entry, lineIds } : entry;

type Share = ListedReasons & { readonly bytes: number };

/** Lists the reasons of one rule in at most `maxBytes`, or one reason when `atLeastOne`. */
const listRule = ({ count, at }: RuleReasons, maxBytes: number, atLeastOne: boolean): Share => {
  const entries = new Map<string, Entry>();
  let bytes = 0;
  let listed = 0;
  for (let index = 0; index < count; index += 1) {
    const reason = at(index);
    const isForced = atLeastOne && listed === 0;
    const text = isForced ? cutText(reason.explanation, MAX_SHORT_TEXT) : reason.explanation;
    const key = `${reason.exception} ${text}`;
    const existing = entries.get(key);
    const lineBytes = Math.max(MIN_LINE_BYTES, (reason.lineId?.length ?? 0) + 3);
    const cost = existing === undefined ? bytesOf(reason, text) : lineBytes;
    if (bytes + cost > maxBytes && !isForced) break;
    if (existing === undefined) entries.set(key, entryOf(reason, text));
    else if (reason.lineId !== undefined && existing.lineIds.at(-1) !== reason.lineId)
      existing.lineIds.push(reason.lineId);
    bytes += cost;
    listed += 1;
  }
  return { entries: [...entries.values()].map(finished), omitted: count - listed, bytes };
};

/**
 * Shares the size evenly among the rules, or among the first ones when there are too many; what a rule does not need is
 * left to those after it.
 */
const listGroup = (group: ReasonGroup, maxBytes: number, atLeastOne: boolean): Share => {
  const rules = group.byRule();
  const entries: ListedReason[] = [];
  let bytes = 0;
  let omitted = 0;
  for (const [index, own] of rules.entries()) {
    const left = maxBytes - bytes;
    if (left < ENTRY_BYTES && !(atLeastOne && index === 0)) {
      omitted += own.count;
      continue;
    }
    const share = Math.min(left, Math.max(MIN_SHARE_BYTES, left / (rules.length - index)));
    const listed = listRule(own, share, atLeastOne && index === 0);
    for (const entry of listed.entries) entries.push(entry);
    bytes += listed.bytes;
    omitted += listed.omitted;
  }
  return { entries, omitted, bytes };
};

/** The entry of a reason that shares it with no other line. */
const separateEntry = (reason: Reason): ListedReason => {
  const { lineIds: _, ...entry } = entryOf(reason, reason.explanation);
  return entry;
};

/** JSON escapes a character in at most six bytes. Counting the exact size would slow down every small decision. */
const atMostBytes = ({ explanation }: Reason): number => ENTRY_BYTES + 6 * explanation.length;

/** All reasons when each can be listed by itself, else undefined. */
export const fewReasons = (
  groups: readonly ReasonGroup[],
  maxBytes: number,
): readonly (readonly Reason[])[] | undefined => {
  let count = 0;
  for (const group of groups) count += group.count;
  if (count > MAX_SEPARATE_ENTRIES) return undefined;
  const made = groups.map(({ all }) => all());
  let bytes = 0;
  for (const reasons of made) for (const reason of reasons) bytes += atMostBytes(reason);
  if (bytes <= maxBytes) return made;
  const exact = made.flat().reduce((total, reason) => total + bytesOf(reason, reason.explanation), 0);
  return exact <= maxBytes ? made : undefined;
};

/**
 * Lists groups of reasons, such as those of each task.
 * @param maxBytes of all groups together, as JSON in UTF-8; exceeded only by one short entry per group
 * @param atLeastOne whether every group lists at least one reason
 */
export const listReasons = (
  groups: readonly ReasonGroup[],
  maxBytes: number,
  atLeastOne: boolean,
): readonly ListedReasons[] => {
  const few = fewReasons(groups, maxBytes);
  if (few !== undefined) return few.map((reasons) => ({ entries: reasons.map(separateEntry), omitted: 0 }));
  let bytes = 0;
  return groups.map((group, index) => {
    const share = Math.max(0, maxBytes - bytes) / (groups.length - index);
    const listed = listGroup(group, share, atLeastOne);
    bytes += listed.bytes;
    return listed;
  });
};
