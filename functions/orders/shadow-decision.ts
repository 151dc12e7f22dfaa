/** Shadow mode: records how a draft's decision on a live order differs from the active rulebook's; it never acts. */
import { recordShadow } from "../../lib/database/shadow.ts";
import type { Decision } from "../../lib/rulebook/decision.ts";
import { errorLine } from "../../lib/domain/errors.ts";
import type { OrderWithInputs } from "../../lib/rulebook/decision-inputs.ts";
import { decide } from "../../lib/rulebook/decide.ts";
import { exampleDifferences } from "../../lib/rulebook/difference-examples.ts";
import { differ, differences } from "../../lib/rulebook/differences.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { logger } from "../../lib/runtime/logger.ts";
import type { Rules } from "../../lib/runtime/rulebook-cache.ts";

/** Decides the order, with the inputs that the active rulebook had, under the shadow rulebook, if there is one. Never throws: the order has been accepted. */
export const decideInShadow = async (
  { active, shadow, catalogue }: Rules,
  order: OrderWithInputs,
  decision: Decision,
  orderNo: number,
): Promise<void> => {
  if (shadow === undefined || shadow.version === active.version) return;
  try {
    const other = decide(shadow.compiled, shadow.version, order, catalogue);
    const difference = differences(decision, other);
    await recordShadow(database(), {
      orderNo,
      version: shadow.version,
      differences: differ(difference) ? exampleDifferences(difference) : undefined,
    });
  } catch (error) {
    logger.warn("a shadow decision was not recorded", { orderNo, error: errorLine(error) });
  }
};
