/** A TCP proxy whose connections can go silent: they stay open, and nothing passes in either direction. */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export type SilentProxy = {
  readonly port: number;
  /** The number of connections accepted so far. */
  accepted(): number;
  /** The connections that are open now pass nothing more; later ones do. */
  goSilent(): void;
  stop(): Promise<void>;
};

/** Starts a proxy on a free port of 127.0.0.1. */
export const startSilentProxy = async (targetPort: number): Promise<SilentProxy> => {
  const open = new Set<{ readonly goSilent: () => void; readonly sockets: readonly Socket[] }>();
  let accepted = 0;
  const server = createServer((client) => {
    accepted += 1;
    const target = connect(targetPort, "127.0.0.1");
    const goSilent = () => {
      client.unpipe(target);
      target.unpipe(client);
      client.pause();
      target.pause();
    };
    const connection = { goSilent, sockets: [client, target] };
    open.add(connection);
    for (const socket of [client, target]) {
      socket.on("error", () => socket.destroy());
      socket.once("close", () => open.delete(connection));
    }
    client.pipe(target);
    target.pipe(client);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    accepted: () => accepted,
    goSilent: () => {
      for (const { goSilent } of open) goSilent();
    },
    stop: async () => {
      const closed = new Promise((resolve) => void server.close(resolve));
      for (const { sockets } of open) for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
