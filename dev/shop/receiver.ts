/** Receivers of the seeded shop's webhooks: one that refuses every webhook, and one that is not there. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type Receiver = { readonly url: string; stop(): void };

/** Nothing listens there. */
export const ABSENT_RECEIVER = "http://127.0.0.1:9/webhooks";

/** Responds 422 to everything. */
export const startRefusingReceiver = async (): Promise<Receiver> => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(422).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/webhooks`, stop: () => server.close() };
};
