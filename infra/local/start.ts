/** `npm start`: the stack until Ctrl-C. */
import { HELP, stackOptions } from "./options.ts";
import { runToTheEnd, serve } from "./serve.ts";
import { whenAskedToStop } from "./stopping.ts";

await runToTheEnd(async () => {
  const options = stackOptions(process.argv.slice(2), process.env);
  if (options === "help") return console.log(HELP);
  return serve(options, process.env, whenAskedToStop());
});
