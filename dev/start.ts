/** `npm start`: the stack until Ctrl-C. */
import { HELP, stackOptions } from "./stack-options.ts";
import { runCommand, serve } from "./serve.ts";
import { shutdownSignal } from "./shutdown-signal.ts";

await runCommand(async () => {
  const options = stackOptions(process.argv.slice(2), process.env);
  if (options === "help") return console.log(HELP);
  return serve(options, process.env, shutdownSignal());
});
