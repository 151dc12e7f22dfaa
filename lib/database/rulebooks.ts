/** Rulebooks: immutable versions, what is active when, and the draft that runs in the shadow. */
import type { FailedExample, RulebookIssue } from "../rulebook/check/check-rulebook.ts";
import type { Rulebook } from "../rulebook/rulebook.ts";
import type { Sql } from "./sql.ts";

type RulebookFormat = "yaml" | "json";

/** `active` now; `scheduled` to become so; `shadow` beside it; `retired` after it; else still a `draft`. */
type RulebookStatus = "draft" | "scheduled" | "active" | "shadow" | "retired";

/** Which rules count at an instant, and what is known to change next. */
export type RulesInForce = {
  readonly active: number | null;
  readonly shadow: number | null;
  /** When the next scheduled activation takes effect. */
  readonly nextFrom: string | null;
};

/** One cheap query: the versions in force. */
export const findRulesInForce = (sql: Sql, now: string): Promise<RulesInForce> =>
  sql.one<RulesInForce>(
    `select (select version from rulebook_activations where effective_from <= $1
             order by effective_from desc, activation_id desc limit 1) as active,
            (select version from rulebook_shadow) as shadow,
            (select min(effective_from) from rulebook_activations where effective_from > $1) as next_from`,
    [now],
  );

/** The stored program of a version, as JSON that nobody has parsed yet. */
export const findRulebookJson = async (sql: Sql, version: number): Promise<unknown> =>
  (await sql.maybeOne<{ program: unknown }>("select program from rulebooks where version = $1", [version]))
    ?.program;

export type NewRulebook = {
  readonly format: RulebookFormat;
  readonly source: string;
  readonly program: Rulebook;
  readonly warnings: readonly unknown[];
  readonly failedExamples: readonly unknown[];
  readonly createdAt: string;
  readonly createdBy: string;
};

/** Saves a draft. @returns its version */
export const insertRulebook = async (sql: Sql, draft: NewRulebook): Promise<number> =>
  (
    await sql.one<{ version: number }>(
      `insert into rulebooks (format, source, program, warnings, failed_examples, created_at, created_by)
       values ($1, $2, $3, $4, $5, $6, $7) returning version`,
      [
        draft.format,
        draft.source,
        JSON.stringify(draft.program),
        JSON.stringify(draft.warnings),
        JSON.stringify(draft.failedExamples),
        draft.createdAt,
        draft.createdBy,
      ],
    )
  ).version;

export type RulebookSummary = {
  readonly version: number;
  readonly status: RulebookStatus;
  readonly format: RulebookFormat;
  readonly createdAt: string;
  readonly createdBy: string;
  /** When it last became active, or will. */
  readonly activatedAt: string | null;
  readonly rules: number;
  readonly warnings: number;
  readonly failedExamples: number;
};

export type StoredRulebook = Omit<RulebookSummary, "rules" | "warnings" | "failedExamples"> & {
  readonly source: string;
  readonly program: unknown;
  readonly warnings: readonly RulebookIssue[];
  readonly failedExamples: readonly FailedExample[];
};

// Retired is what was active at some time and is neither active nor scheduled any more.
const STATUS = `
case
  when version = (select version from rulebook_activations where effective_from <= $1
                  order by effective_from desc, activation_id desc limit 1) then 'active'
  when exists (select from rulebook_activations a where a.version = r.version and a.effective_from > $1) then 'scheduled'
  when version = (select version from rulebook_shadow) then 'shadow'
  when exists (select from rulebook_activations a where a.version = r.version) then 'retired'
  else 'draft'
end as status,
(select case when effective_from = '-infinity' then a.created_at else effective_from end
 from rulebook_activations a where a.version = r.version
 order by effective_from > $1, effective_from desc, activation_id desc limit 1) as activated_at`;

/** All versions, newest first. */
export const listRulebooks = (sql: Sql, now: string): Promise<RulebookSummary[]> =>
  sql.many<RulebookSummary>(
    `select version, format, created_at, created_by, ${STATUS},
            jsonb_array_length(program -> 'rules') as rules, jsonb_array_length(warnings) as warnings,
            jsonb_array_length(failed_examples) as failed_examples
     from rulebooks r order by version desc`,
    [now],
  );

export const findRulebook = (sql: Sql, version: number, now: string): Promise<StoredRulebook | undefined> =>
  sql.maybeOne<StoredRulebook>(
    `select version, format, source, program, warnings, failed_examples,
            created_at, created_by, ${STATUS}
     from rulebooks r where version = $2`,
    [now, version],
  );

export type Activation = {
  readonly version: number;
  readonly effectiveFrom: string;
  readonly createdAt: string;
  readonly createdBy: string;
};

/** Makes a version the active one from an instant on, until a later activation. A version in the shadow leaves it. */
export const insertActivation = async (tx: Sql, activation: Activation): Promise<void> => {
  await tx.execute(
    "insert into rulebook_activations (version, effective_from, created_at, created_by) values ($1, $2, $3, $4)",
    [activation.version, activation.effectiveFrom, activation.createdAt, activation.createdBy],
  );
  await tx.execute("delete from rulebook_shadow where version = $1", [activation.version]);
};

/** Puts a version into the shadow in place of whatever was there. */
export const setShadow = async (sql: Sql, input: Omit<Activation, "effectiveFrom">): Promise<void> => {
  await sql.execute(
    `insert into rulebook_shadow (version, created_at, created_by) values ($1, $2, $3)
     on conflict (only_one) do update
     set version = excluded.version, created_at = excluded.created_at, created_by = excluded.created_by`,
    [input.version, input.createdAt, input.createdBy],
  );
};

/** Takes a version out of the shadow. @returns whether it was there */
export const clearShadow = async (sql: Sql, version: number): Promise<boolean> =>
  (await sql.maybeOne("delete from rulebook_shadow where version = $1 returning 1", [version])) !== undefined;
