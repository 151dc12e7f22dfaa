/**
 * Imported first by the commands and by the configuration of the tests: removes what is not listed in environment.ts from
 * the environment of this process, before a library reads it, and ends the use of a proxy, which Node began at its start.
 */
import http from "node:http";
import { commandEnvironment } from "./environment.ts";

const kept = commandEnvironment(process.env);
for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name];

// Every address is exempt from the proxy; an empty configuration would leave the one of the start in place.
http.setGlobalProxyFromEnv?.({
  http_proxy: "http://127.0.0.1",
  https_proxy: "http://127.0.0.1",
  no_proxy: "*",
});
