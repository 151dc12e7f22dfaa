/** Starts the SES emulator in this process. */
import type { Server } from "node:http";
import ses from "aws-ses-v2-local";

export type SesServer = { readonly port: number; stop(): Promise<void> };

const portOf = (server: Server): number => {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the SES emulator does not listen");
  return address.port;
};

// CommonJS: Node hands over the whole module as its default, vitest the default in it.
const start = ses.default ?? ses;

/** @param port 0 for a free one */
export const startSes = async (port: number): Promise<SesServer> => {
  const server = await start({ host: "127.0.0.1", port });
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: portOf(server), stop };
};
