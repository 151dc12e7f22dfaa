/** Approvals of rulebooks, by keys other than the one that saved the version. They are added and never changed. */
import * as z from "zod";
import { instant, query, rowOf } from "./rows.ts";
import type { Sql } from "./sql.ts";

const approvalRow = rowOf({
  /** `clientId/keyId`. */
  approvedBy: z.string(),
  approvedAt: instant,
  note: z.string().nullable(),
});
export type Approval = z.infer<typeof approvalRow>;

/** The approvals of a version, oldest first. */
export const listApprovals = (sql: Sql, version: number): Promise<Approval[]> =>
  sql.many(
    query(
      approvalRow,
      `select approved_by, approved_at, note from rulebook_approvals
       where version = $1 order by approved_at, approved_by`,
    ),
    [version],
  );

export type NewApproval = {
  readonly version: number;
  readonly approvedBy: string;
  readonly approvedAt: string;
  readonly note?: string | undefined;
};

/** Another approval by the same key has no effect. The database refuses one by the key that saved the version. */
export const insertApproval = async (sql: Sql, approval: NewApproval): Promise<void> => {
  const { version, approvedBy, approvedAt, note } = approval;
  await sql.execute(
    `insert into rulebook_approvals (version, saved_by, approved_by, approved_at, note)
     select version, created_by, $2, $3, $4 from rulebooks where version = $1
     on conflict (version, approved_by) do nothing`,
    [version, approvedBy, approvedAt, note ?? null],
  );
};

const wasActiveRow = rowOf({ wasActive: z.boolean() });

/** Whether a version has been in force at some time until `now`: activations that were cancelled in time do not count. */
export const wasActive = async (sql: Sql, version: number, now: string): Promise<boolean> =>
  (
    await sql.one(
      query(
        wasActiveRow,
        `select exists (select from rulebook_schedule where version = $1 and effective_from <= $2) as was_active`,
      ),
      [version, now],
    )
  ).wasActive;
