/** Starts the SQS emulator in this process. */
import { buildApp } from "fauxqs";

export type SqsServer = { readonly port: number; stop(): Promise<void> };

/**
 * The emulator checks no credentials, so it listens on 127.0.0.1 only; its own start function listens on every
 * interface.
 * @param port 0 for a free one
 */
export const startSqs = async (port: number): Promise<SqsServer> => {
  const app = buildApp({ logger: false });
  const address = await app.listen({ port, host: "127.0.0.1" });
  const stop = async () => {
    app.server.closeAllConnections();
    await app.close();
  };
  return { port: Number(new URL(address).port), stop };
};
