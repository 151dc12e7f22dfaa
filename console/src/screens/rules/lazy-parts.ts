/** Parts of the screens about rules that are loaded when they are first opened. */
import { lazy } from "../../app/lazy.tsx";

export const Changes = lazy(async () => (await import("./changes.tsx")).ChangedLines);
export const Editor = lazy(async () => (await import("./editor.tsx")).Editor);
export const TryOut = lazy(async () => (await import("./try-out.tsx")).TryOut);
/** Most versions never ran in the shadow. */
export const ShadowPanel = lazy(async () => (await import("./shadow.tsx")).ShadowPanel);
export const SwitchForm = lazy(async () => (await import("./switch-form.tsx")).SwitchForm);
export const Tables = lazy(async () => (await import("./tables.tsx")).Tables);
