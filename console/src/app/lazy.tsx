/** Screens that are loaded when they are first opened. */
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n/core.ts";
import { Loading } from "../ui/notice.tsx";

/** @param load imports the module of a screen and picks its component */
export const lazy = (load: () => Promise<ComponentType>): ComponentType => {
  const loaded = signal<ComponentType | undefined>(undefined);
  const failed = signal(false);
  const start = async (): Promise<void> => {
    failed.value = false;
    try {
      const component = await load();
      loaded.value = component;
    } catch {
      failed.value = true;
    }
  };
  return () => {
    useEffect(() => {
      if (loaded.value === undefined) void start();
    }, []);
    const Screen = loaded.value;
    if (Screen !== undefined) return <Screen />;
    if (!failed.value) return <Loading />;
    // A newer version of the console was deployed since the page was loaded, or the network is down.
    return (
      <p class="note warn" role="alert">
        {t().error.noConnection}{" "}
        <button type="button" class="link" onClick={() => location.reload()}>
          {t().error.retry}
        </button>
      </p>
    );
  };
};
