/** Whose a row is, where it is not the reader's own client. */
import { caller } from "../session/caller.ts";

export const ClientName = ({ id }: { readonly id: string | undefined }) =>
  id !== undefined && id !== caller.value?.clientId && <span class="client">{id}</span>;
