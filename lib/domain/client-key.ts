/** An agent's id is unique within its client. */
export type AgentId = { readonly clientId: string; readonly agentId: string };

/** A map key for an id that the platform chose, such as that of an agent. Such ids are unique within a client only. */
export const clientKey = (clientId: string, id: string): string => `${clientId}/${id}`;
