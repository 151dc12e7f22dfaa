/** The columns of an order that responses, tasks and replays share. */
import * as z from "zod";
import type { Catalogue } from "../domain/catalogue.ts";
import type { CustomerHistory } from "../domain/customer-history.ts";
import type { ListVersions } from "../domain/list.ts";
import type { Managers } from "../domain/managers.ts";
import type { Note } from "../domain/note.ts";
import type { Order } from "../domain/order.ts";
import type { OrderLine } from "../domain/order-line.ts";
import { instant, json } from "./rows.ts";

/** Columns of `orders o`. The free lines of an order are stored as `gifts`. */
export const ORDER_COLUMNS = `o.order_no, o.client_id, o.order_id, o.received_at, o.snapshot as "order", o.gifts as free_lines, o.history,
  o.notes`;

export const orderShape = {
  /** The acceptance number: orders are accepted in its order. */
  orderNo: z.int(),
  clientId: z.string(),
  orderId: z.string(),
  receivedAt: instant,
  order: json<Order>(),
  freeLines: json<readonly OrderLine[]>(),
  /** What its customer had before; null when it was decided without it. */
  history: json<CustomerHistory | null>(),
  /** Of the rules that decided it; null when they wrote none. */
  notes: json<readonly Note[] | null>(),
};

export const CLIENT_ORDER_COLUMNS = `${ORDER_COLUMNS}, o.catalogue, o.list_versions, o.managers`;

export const clientOrderShape = {
  ...orderShape,
  /** The catalogue entries that the order was decided with. */
  catalogue: json<Catalogue>(),
  /** The versions of the lists that it was decided with, by id; null when it was decided without lists. */
  listVersions: json<ListVersions | null>(),
  /** The managers of its agents; null when it was decided without them. */
  managers: json<Managers | null>(),
};
