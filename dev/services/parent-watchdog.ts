/**
 * Loaded into every service (`node --import`): ends the process when the supervisor ends. The IPC channel closes even
 * when the supervisor was killed.
 */
const TIMEOUT_MS = 3_000;

const end = (): void => {
  setTimeout(() => process.exit(1), TIMEOUT_MS).unref();
  process.kill(process.pid, "SIGTERM");
};

process.once("disconnect", end);
if (process.send !== undefined && !process.connected) end();
// The channel must not keep the process alive.
process.channel?.unref();
