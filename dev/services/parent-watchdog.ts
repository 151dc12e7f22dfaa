/**
 * Loaded into every part (`node --import`): ends the process when the supervisor is gone, however it went. The IPC
 * channel closes with it, even when it was killed.
 */
const PATIENCE_MS = 3_000;

const end = (): void => {
  setTimeout(() => process.exit(1), PATIENCE_MS).unref();
  process.kill(process.pid, "SIGTERM");
};

process.once("disconnect", end);
if (process.send !== undefined && !process.connected) end();
// Watching alone must not keep a process alive that has nothing left to do.
process.channel?.unref();
