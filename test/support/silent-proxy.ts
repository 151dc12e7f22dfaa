/** A TCP proxy whose connections can break, or go silent: they stay open, and nothing passes in either direction. */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export type SilentProxy = {
  readonly port: number;
  /** The number of connections accepted so far. */
  accepted(): number;
  /** The connections that are open now pass nothing more; later ones do. @returns how many */
  goSilent(): number;
  /** Resets the connections that are open now. @returns how many */
  reset(): number;
  stop(): Promise<void>;
};

type Connection = {
  readonly goSilent: () => boolean;
  readonly sockets: readonly [client: Socket, target: Socket];
};

/** Starts a proxy on a free port of 127.0.0.1. */
export const startSilentProxy = async (targetPort: number): Promise<SilentProxy> => {
  const open = new Set<Connection>();
  let accepted = 0;
  const server = createServer((client) => {
    accepted += 1;
    const target = connect(targetPort, "127.0.0.1");
    let isSilent = false;
    const goSilent = () => {
      if (isSilent) return false;
      isSilent = true;
      client.unpipe(target);
      target.unpipe(client);
      client.pause();
      target.pause();
      return true;
    };
    const connection: Connection = { goSilent, sockets: [client, target] };
    open.add(connection);
    // An error of one side, unlike its end, does not pass the pipe. A client without a pipe reads no end unless it is resumed.
    target.once("close", () => isSilent || client.resume().end());
    client.once("close", () => isSilent || target.destroy());
    for (const socket of [client, target]) {
      socket.on("error", () => socket.destroy());
      socket.once("close", () => client.closed && target.closed && open.delete(connection));
    }
    client.pipe(target);
    target.pipe(client);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    accepted: () => accepted,
    goSilent: () => [...open].filter(({ goSilent }) => goSilent()).length,
    reset: () => {
      const { size } = open;
      for (const { sockets } of open) for (const socket of sockets) socket.resetAndDestroy();
      return size;
    },
    stop: async () => {
      const closed = new Promise((resolve) => void server.close(resolve));
      for (const { sockets } of open) for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
