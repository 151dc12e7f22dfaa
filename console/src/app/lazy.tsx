/** Screens, and parts of screens, that are loaded when they are first opened. */
import { signal } from "@preact/signals";
import type { ComponentType, FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n/core.ts";
import { Loading } from "../ui/notice.tsx";

/**
 * @param load imports the module of a component and picks it
 * @param Placeholder is in its place until it is loaded
 */
export const lazy = <Props extends object = object>(
  load: () => Promise<ComponentType<Props>>,
  Placeholder: ComponentType = Loading,
): FunctionComponent<Props> => {
  const loaded = signal<ComponentType<Props> | undefined>(undefined);
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
  return (props) => {
    useEffect(() => {
      if (loaded.value === undefined) void start();
    }, []);
    const Screen = loaded.value;
    if (Screen !== undefined) return <Screen {...props} />;
    if (!failed.value) return <Placeholder />;
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
