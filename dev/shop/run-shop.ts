/** `npm run demo -- --shop`: a stack with a year of a shop, until Ctrl-C. */
import { systemEnvironment } from "../environment.ts";
import { serve } from "../serve.ts";
import { seedShop } from "./seed-shop.ts";
import { startRefusingReceiver } from "./receiver.ts";
import type { DemoCommand } from "./shop-options.ts";

export const runShop = async (
  { orders, port, dataDir, fresh }: Extract<DemoCommand, { kind: "shop" }>,
  stopping: AbortSignal,
): Promise<void> => {
  const receiver = await startRefusingReceiver();
  try {
    // Services that the shell names belong to somebody: the shop fills none of them.
    const env = systemEnvironment(process.env);
    await serve({ port, dataDir, fresh }, env, stopping, (stack) =>
      seedShop(stack, { orders, receiverUrl: receiver.url }, (line) => console.log(line)),
    );
  } finally {
    receiver.stop();
  }
};
