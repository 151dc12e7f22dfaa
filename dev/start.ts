/** `npm start`: the stack until Ctrl-C. */
import "./isolate-process.ts";
import { stackOptions } from "./stack-options.ts";
import { runCommand, serve } from "./serve.ts";
import { shutdownSignal } from "./shutdown-signal.ts";

await runCommand(async () => {
  const parsed = stackOptions(process.argv.slice(2), process.env);
  if (parsed.kind === "help") return console.log(parsed.text);
  return serve(parsed.command, process.env, shutdownSignal());
});
