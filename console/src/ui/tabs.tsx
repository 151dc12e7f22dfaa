/** Tabs whose choice is in the address. */
import { query, setQuery } from "../app/router.ts";

type Props = { readonly label: string; readonly tabs: readonly (readonly [id: string, name: string])[] };

export const currentTab = (first: string): string => query.value.get("tab") ?? first;

export const Tabs = ({ label, tabs }: Props) => {
  const first = tabs[0]![0];
  const current = currentTab(first);
  return (
    <fieldset class="segments" aria-label={label}>
      {tabs.map(([id, name]) => (
        <button
          key={id}
          type="button"
          aria-pressed={id === current}
          onClick={() => setQuery({ tab: id === first ? undefined : id })}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
};
