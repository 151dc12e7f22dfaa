/** One file for all that is said of the template, so that it is packaged once; what is said stands beside. */
import "./database.ts";
import "./permissions.ts";
import "./queues.ts";
import "./requests.ts";
import "./stack.ts";
