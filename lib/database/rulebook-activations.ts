/** Activations of rulebooks: which version is active from which instant. One that is still to come can be cancelled. */
import * as z from "zod";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

/** The advisory lock by which changes of the schedule take turns. */
const SCHEDULE_LOCK = 620_771_914;

/** Makes concurrent changes of the schedule wait until the transaction ends. */
export const lockSchedule = async (tx: Sql): Promise<void> => {
  await tx.execute("select pg_advisory_xact_lock($1)", [SCHEDULE_LOCK]);
};

const activationRow = rowOf({
  activationId: z.int(),
  version: z.int(),
  /** When it takes effect; for the starting rulebook, when it was stored. */
  effectiveFrom: instant,
  /** `scheduled`: still to come. `active`: in effect. `ended`: a later one is in effect, or was from the same instant. */
  status: z.enum(["scheduled", "active", "ended", "cancelled"]),
  createdAt: instant,
  createdBy: z.string(),
  note: z.string().nullable(),
});
export type Activation = z.infer<typeof activationRow>;

/** `$1` is the current instant. */
const ACTIVATIONS = `
select a.activation_id, a.version, a.created_at, a.created_by, a.note,
       case when a.effective_from = '-infinity' then a.created_at else a.effective_from end as effective_from,
       case
         when c.activation_id is not null then 'cancelled'
         when a.effective_from > $1 then 'scheduled'
         when a.activation_id = (select activation_id from rulebook_schedule where effective_from <= $1
                                 order by effective_from desc, activation_id desc limit 1) then 'active'
         else 'ended'
       end as status
from rulebook_activations a left join rulebook_cancellations c using (activation_id)`;

/** More than a company activates in years; keeps the response bounded. */
const MAX_ACTIVATIONS = 1_000;

/** Activations: those to come, the next one first; then those of the past, newest first. */
export const listActivations = (sql: Sql, now: string): Promise<Activation[]> =>
  sql.many(
    query(
      activationRow,
      `select * from (${ACTIVATIONS}) all_activations
       order by case when status = 'scheduled' then effective_from end nulls last, effective_from desc, activation_id desc
       limit ${MAX_ACTIVATIONS}`,
    ),
    [now],
  );

/** The activations that are still to come, the next one first. */
export const listScheduled = async (sql: Sql, now: string): Promise<Activation[]> =>
  (await listActivations(sql, now)).filter(({ status }) => status === "scheduled");

/** Undefined when there is no such activation. */
export const findActivation = (sql: Sql, id: number, now: string): Promise<Activation | undefined> =>
  sql.maybeOne(query(activationRow, `${ACTIVATIONS} where a.activation_id = $2`), [now, id]);

export type NewActivation = {
  readonly version: number;
  readonly effectiveFrom: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly note?: string | undefined;
};

const idRow = rowOf({ activationId: z.int() });

/**
 * Activates a version from an instant until a later activation, and removes it from the shadow.
 * @returns the id of the activation
 */
export const insertActivation = async (tx: Sql, activation: NewActivation): Promise<number> => {
  const { activationId } = await tx.one(
    query(
      idRow,
      `insert into rulebook_activations (version, effective_from, created_at, created_by, note)
       values ($1, $2, $3, $4, $5) returning activation_id`,
    ),
    [
      activation.version,
      activation.effectiveFrom,
      activation.createdAt,
      activation.createdBy,
      activation.note ?? null,
    ],
  );
  await tx.execute("delete from rulebook_shadow where version = $1", [activation.version]);
  return activationId;
};

/** Cancels those of the activations that are still to come. Run it under `lockSchedule`. */
export const cancelActivations = async (
  tx: Sql,
  activations: readonly Activation[],
  by: { readonly at: string; readonly by: string },
): Promise<void> => {
  await tx.execute(
    `insert into rulebook_cancellations (activation_id, effective_from, cancelled_at, cancelled_by)
     select activation_id, effective_from, $2, $3 from rulebook_schedule
     where activation_id = any($1) and effective_from > $2`,
    [activations.map(({ activationId }) => activationId), by.at, by.by],
  );
};
