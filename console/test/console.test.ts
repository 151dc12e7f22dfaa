/** The console in a real browser. These tests are in one test file, so that one stack is started for them. */
import "./orders.ts";
import "./rules.ts";
import "./session.ts";
import "./working-day.ts";
import "./address.ts";
import "./local.ts";
import "./operations.ts";
import "./reports.ts";
