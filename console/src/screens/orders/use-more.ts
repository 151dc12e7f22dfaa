/** Further pages of a list, added below the first on demand. */
import { useSignal } from "@preact/signals";
import { call } from "../../api/client.ts";
import type { OrderList, OrderSummary } from "../../api/types.ts";

type More = {
  readonly path: string;
  readonly rows: readonly OrderSummary[];
  /** Undefined until a further page was loaded. */
  readonly cursor?: string | null;
};

/** @param firstCursor of the first page, which may move on while nothing more was loaded */
export const useMore = (path: string, firstCursor: string | null) => {
  const state = useSignal<More>({ path, rows: [] });
  const loading = useSignal(false);
  if (state.value.path !== path) state.value = { path, rows: [] };
  const cursor = state.value.cursor === undefined ? firstCursor : state.value.cursor;
  const load = async (): Promise<void> => {
    if (cursor === null || loading.value) return;
    loading.value = true;
    const join = path.includes("?") ? "&" : "?";
    const reply = await call<OrderList>(`${path}${join}cursor=${encodeURIComponent(cursor)}`);
    loading.value = false;
    if (!reply.ok || state.value.path !== path) return;
    const rows = [...state.value.rows, ...(reply.body.orders as OrderSummary[])];
    state.value = { path, rows, cursor: reply.body.nextCursor };
  };
  return {
    rows: state.value.rows,
    available: cursor !== null,
    loading: loading.value,
    load: () => void load(),
  };
};
