/** Rulebooks: immutable versions, their status, and the version in the shadow. */
import type { FailedExample, RulebookIssue } from "../rulebook/check/check-rulebook.ts";
import type { Rename } from "../rulebook/renames.ts";
import type { Rulebook } from "../rulebook/rulebook.ts";
import * as z from "zod";
import { instant, json, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const format = z.enum(["yaml", "json"]);
type RulebookFormat = z.infer<typeof format>;

const rulesInForce = rowOf({
  active: z.int().nullable(),
  shadow: z.int().nullable(),
  /** When the next scheduled activation takes effect. */
  nextFrom: instant.nullable(),
});
/** The versions in force at an instant, and when the next scheduled activation changes them. */
export type RulesInForce = z.infer<typeof rulesInForce>;

const programRow = rowOf({ program: json<unknown>() });
const versionRow = rowOf({ version: z.int() });

/** The versions in force at `now`, by one query. */
export const findRulesInForce = (sql: Sql, now: string): Promise<RulesInForce> =>
  sql.one(
    query(
      rulesInForce,
      `select (select version from rulebook_schedule where effective_from <= $1
             order by effective_from desc, activation_id desc limit 1) as active,
            (select version from rulebook_shadow) as shadow,
            (select min(effective_from) from rulebook_schedule where effective_from > $1) as next_from`,
    ),
    [now],
  );

/** The stored rulebook of a version as unvalidated JSON; undefined when there is no such version. */
export const findRulebookJson = async (sql: Sql, version: number): Promise<unknown> =>
  (await sql.maybeOne(query(programRow, "select program from rulebooks where version = $1"), [version]))
    ?.program;

/** The largest `integer` of Postgres. */
export const MAX_VERSION = 2_147_483_647;

export const findNewestVersion = async (sql: Sql): Promise<number> =>
  (await sql.one(query(versionRow, "select coalesce(max(version), 0) as version from rulebooks"))).version;

const renameRow = rowOf({ ruleId: z.string(), formerId: z.string() });

/** What the versions after one, up to another, renamed, in ascending order of the versions. */
export const findRenames = (sql: Sql, after: number, upTo: number): Promise<Rename[]> =>
  sql.many(
    query(
      renameRow,
      `select rule ->> 'id' as rule_id, rule ->> 'renamedFrom' as former_id
       from rulebooks r cross join lateral jsonb_path_query(r.program, '$.rules[*] ? (exists (@.renamedFrom))') as rule
       where r.version > $1 and r.version <= $2 order by r.version`,
    ),
    [after, upTo],
  );

export type NewRulebook = {
  readonly format: RulebookFormat;
  readonly source: string;
  readonly program: Rulebook;
  readonly warnings: readonly unknown[];
  readonly failedExamples: readonly unknown[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly basedOn?: number | undefined;
  readonly note?: string | undefined;
};

/** Stores a draft. @returns its version */
export const insertRulebook = async (sql: Sql, draft: NewRulebook): Promise<number> =>
  (
    await sql.one(
      query(
        versionRow,
        `insert into rulebooks
         (format, source, program, warnings, failed_examples, created_at, created_by, based_on, note)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning version`,
      ),
      [
        draft.format,
        draft.source,
        JSON.stringify(draft.program),
        JSON.stringify(draft.warnings),
        JSON.stringify(draft.failedExamples),
        draft.createdAt,
        draft.createdBy,
        draft.basedOn ?? null,
        draft.note ?? null,
      ],
    )
  ).version;

const rulebookShape = {
  version: z.int(),
  /** `active`: in force. `scheduled`: activated later. `shadow`: evaluated without effect. `retired`: formerly active. */
  status: z.enum(["draft", "scheduled", "active", "shadow", "retired"]),
  format,
  createdAt: instant,
  createdBy: z.string(),
  /** When the version last became active, or is scheduled to. */
  activatedAt: instant.nullable(),
  /** The next instant from which it will be active. */
  scheduledFor: instant.nullable(),
  /** The version that was active when the author began. */
  basedOn: z.int().nullable(),
  note: z.string().nullable(),
};

const rulebookSummary = rowOf({
  ...rulebookShape,
  rules: z.int(),
  warnings: z.int(),
  failedExamples: z.int(),
});
export type RulebookSummary = z.infer<typeof rulebookSummary>;

const storedRulebook = rowOf({
  ...rulebookShape,
  source: z.string(),
  program: json<unknown>(),
  warnings: json<readonly RulebookIssue[]>(),
  failedExamples: json<readonly FailedExample[]>(),
});
export type StoredRulebook = z.infer<typeof storedRulebook>;

// A version is retired when it was active and is neither active nor scheduled.
const STATUS = `
case
  when version = (select version from rulebook_schedule where effective_from <= $1
                  order by effective_from desc, activation_id desc limit 1) then 'active'
  when exists (select from rulebook_schedule a where a.version = r.version and a.effective_from > $1) then 'scheduled'
  when version = (select version from rulebook_shadow) then 'shadow'
  when exists (select from rulebook_schedule a where a.version = r.version) then 'retired'
  else 'draft'
end as status,
(select case when effective_from = '-infinity' then a.created_at else effective_from end
 from rulebook_schedule a where a.version = r.version
 order by effective_from > $1, effective_from desc, activation_id desc limit 1) as activated_at,
(select min(effective_from) from rulebook_schedule a where a.version = r.version and effective_from > $1) as scheduled_for`;

const SUMMARY = `version, format, created_at, created_by, based_on, note, ${STATUS}`;

/** All versions, newest first. */
export const listRulebooks = (sql: Sql, now: string): Promise<RulebookSummary[]> =>
  sql.many(
    query(
      rulebookSummary,
      `select ${SUMMARY},
            jsonb_array_length(program -> 'rules') as rules, jsonb_array_length(warnings) as warnings,
            jsonb_array_length(failed_examples) as failed_examples
     from rulebooks r order by version desc`,
    ),
    [now],
  );

/** A version with its source and its status at `now`. */
export const findRulebook = (sql: Sql, version: number, now: string): Promise<StoredRulebook | undefined> =>
  sql.maybeOne(
    query(
      storedRulebook,
      `select ${SUMMARY}, source, program, warnings, failed_examples
     from rulebooks r where version = $2`,
    ),
    [now, version],
  );

/** Puts a version into the shadow, in place of any other. */
export const setShadow = async (
  sql: Sql,
  input: { readonly version: number; readonly createdAt: string; readonly createdBy: string },
): Promise<void> => {
  await sql.execute(
    `insert into rulebook_shadow (version, created_at, created_by) values ($1, $2, $3)
     on conflict (only_one) do update
     set version = excluded.version, created_at = excluded.created_at, created_by = excluded.created_by`,
    [input.version, input.createdAt, input.createdBy],
  );
};

/** Removes a version from the shadow. @returns whether it was in the shadow */
export const clearShadow = async (sql: Sql, version: number): Promise<boolean> =>
  (await sql.execute("delete from rulebook_shadow where version = $1", [version])) > 0;
