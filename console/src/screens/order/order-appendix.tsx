/** What an order shows beside its tasks, lines and facts, loaded after them. */
import { Cancellations } from "./cancellations.tsx";
import { Timeline } from "./timeline.tsx";
import { WhyNot } from "./why-not.tsx";

export { Commissions } from "./commissions.tsx";
export { OtherOrders } from "./other-orders.tsx";

export const OrderAppendix = () => (
  <>
    <Cancellations />
    <WhyNot />
    <Timeline />
  </>
);
