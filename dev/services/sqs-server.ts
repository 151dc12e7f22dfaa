/** The SQS emulator behind a typed door. */
import { buildApp } from "fauxqs";

export type SqsServer = { readonly port: number; stop(): Promise<void> };

/**
 * It checks no credentials, so it listens to this machine alone, which its own start function would not.
 * @param port 0 for any
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
