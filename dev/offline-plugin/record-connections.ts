/** Loaded into a process under test (`node --import`): reports every TCP connection that the process opens. */
import { Socket } from "node:net";

const connect = Socket.prototype.connect;
Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
  process.stderr.write(`connection: ${JSON.stringify(args)}\n`);
  return Reflect.apply(connect, this, args);
} as typeof connect;
