/** Shadow mode: what a draft would have done otherwise with a live order is kept and counted, and never acts. */
import type { Decision } from "../../lib/rulebook/decision.ts";
import { errorLine } from "../../lib/domain/errors.ts";
import type { Order } from "../../lib/domain/order.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { logger } from "../../lib/runtime/logger.ts";
import type { Rules } from "../../lib/runtime/rulebook-cache.ts";
import { decide } from "../../lib/rulebook/decide.ts";
import { differences } from "../../lib/rulebook/differences.ts";
import { recordShadow } from "../../lib/database/shadow.ts";

/** Decides the order under the draft in the shadow, if there is one. Never throws: the order has been accepted. */
export const decideInShadow = async (
  { active, shadow, catalogue }: Rules,
  order: Order,
  decision: Decision,
  orderNo: number,
): Promise<void> => {
  if (shadow === undefined || shadow.version === active.version) return;
  try {
    const other = decide(shadow.compiled, shadow.version, order, catalogue);
    await recordShadow(database(), {
      orderNo,
      version: shadow.version,
      ...differences(decision, other),
    });
  } catch (fault) {
    logger.warn("a shadow decision was not kept", { orderNo, fault: errorLine(fault) });
  }
};
