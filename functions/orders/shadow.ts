/** Shadow mode: what a draft would have done otherwise with a live order is kept and counted, and never acts. */
import type { Decision } from "../../lib/domain/decision.ts";
import { faultLine } from "../../lib/domain/fault.ts";
import type { Order } from "../../lib/domain/order.ts";
import { database } from "../../lib/edge/database.ts";
import { logger } from "../../lib/edge/logger.ts";
import type { Rules } from "../../lib/edge/rulebook-cache.ts";
import { decide } from "../../lib/rulebook/decide.ts";
import { differences } from "../../lib/rulebook/differences.ts";
import { recordShadow } from "../../lib/store/shadow.ts";

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
    logger.warn("a shadow decision was not kept", { orderNo, fault: faultLine(fault) });
  }
};
