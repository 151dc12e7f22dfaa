/** The console starts here. */
import { render } from "preact";
import "./style/index.css";
import { App } from "./app/app.tsx";
import { followLinks } from "./app/router.ts";
import { followShortcuts } from "./app/shortcuts.ts";
import { followTheme } from "./app/theme.ts";
import { followLocale } from "./i18n/locale.ts";
import { followCaller } from "./session/caller.ts";
import { startIdleLock } from "./session/idle-lock.ts";

followTheme();
followLocale();
followLinks();
followShortcuts();
followCaller();
startIdleLock();
render(<App />, document.getElementById("app")!);
