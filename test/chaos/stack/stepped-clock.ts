/**
 * Imported first by the processes of a chaos run that carry out functions: their clock differs from that of the machine by what
 * a file says, like a clock that is stepped. Monotonic time, timers and the other processes are not affected.
 */
import { appendFileSync, readFileSync } from "node:fs";
import { CLOCK_FILE } from "./clock-control.ts";

const READ_EVERY_MS = 50;

const file = process.env[CLOCK_FILE];

const startStepping = (path: string): void => {
  const MachineDate = Date;
  let offset = 0;
  let readings = 0;

  const time = (): number => {
    if (offset !== 0) readings += 1;
    return MachineDate.now() + offset;
  };

  const readOffset = (): void => {
    const next = Number(readFileSync(path, "utf8"));
    if (next === offset) return;
    // The disturbance counts the readings of a stepped clock.
    if (readings > 0) appendFileSync(`${path}.readings`, `${readings}\n`);
    readings = 0;
    offset = next;
  };

  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [time()] : args, self),
    apply: () => new MachineDate(time()).toString(),
    get: (target, name, self) => (name === "now" ? time : Reflect.get(target, name, self)),
  });
  readOffset();
  setInterval(readOffset, READ_EVERY_MS).unref();
};

if (file !== undefined) startStepping(file);
