/** The navigation: beside the page on wide screens, below it on phones. */
import { signal } from "@preact/signals";
import { live } from "../api/live.ts";
import { t } from "../i18n/core.ts";
import { LOCALES, locale } from "../i18n/locale.ts";
import { caller } from "../session/caller.ts";
import { signOut } from "../session/key.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { segments, to } from "./router.ts";
import { SCREENS, type Screen, visibleScreens } from "./screens.ts";
import { shortcutHelp, shortcutsEnabled } from "./shortcuts.ts";
import { THEMES, theme } from "./theme.ts";

const TABS = 4;
const menuOpen = signal(false);

type LabelOf = Record<string, string>;
const labelOf = (id: string): string => (t().nav as LabelOf)[id] ?? id;

const NavLink = ({ screen, tab = false }: { readonly screen: Screen; readonly tab?: boolean }) => (
  <a
    href={to([screen.id])}
    class={tab ? "tab" : ""}
    aria-current={(segments.value[0] ?? SCREENS[0]!.id) === screen.id ? "page" : undefined}
    title={shortcutsEnabled.value ? `g ${screen.shortcut}` : undefined}
    onClick={() => {
      menuOpen.value = false;
    }}
  >
    <Icon name={screen.id} />
    <span>{labelOf(screen.id)}</span>
  </a>
);

const Toggle = (props: {
  readonly on: boolean;
  readonly label: string;
  readonly hint: string;
  readonly set: (on: boolean) => void;
}) => (
  <label class="toggle" title={props.hint}>
    <input type="checkbox" checked={props.on} onChange={(event) => props.set(event.currentTarget.checked)} />
    <span>{props.label}</span>
  </label>
);

const showShortcuts = (): void => {
  menuOpen.value = false;
  shortcutHelp.value = true;
};

const Toggles = () => {
  const { settings } = t();
  return (
    <>
      <Toggle
        on={live.value}
        label={settings.live}
        hint={live.value ? settings.liveOn : settings.liveOff}
        set={(on) => {
          live.value = on;
        }}
      />
      <div class="shortcut-settings">
        <Toggle
          on={shortcutsEnabled.value}
          label={settings.shortcuts}
          hint={settings.shortcutsOn}
          set={(on) => {
            shortcutsEnabled.value = on;
          }}
        />
        <button type="button" class="icon-button" aria-label={settings.shortcutList} onClick={showShortcuts}>
          ?
        </button>
      </div>
    </>
  );
};

const Settings = () => {
  const { settings, session } = t();
  const themeName = { system: settings.system, light: settings.light, dark: settings.dark };
  return (
    <div class="settings">
      <Toggles />
      <label>
        <span>{settings.language}</span>
        <select
          value={locale.value}
          onChange={({ currentTarget }) => {
            locale.value = currentTarget.value === "en" ? "en" : "pt-BR";
          }}
        >
          {LOCALES.map((one) => (
            <option key={one} value={one}>
              {one === "en" ? "English" : "Português"}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{settings.theme}</span>
        <select
          value={theme.value}
          onChange={({ currentTarget }) => {
            theme.value = THEMES.find((one) => one === currentTarget.value) ?? "system";
          }}
        >
          {THEMES.map((one) => (
            <option key={one} value={one}>
              {themeName[one]}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="quiet" onClick={() => signOut()}>
        <Icon name="out" />
        {session.signOut}
      </button>
    </div>
  );
};

/** Whose orders are on the page: the company, the client, and the stage when it is not the real one. */
const Identity = () => (
  <div class="identity">
    <strong>{caller.value?.companyName ?? "Despacho"}</strong>
    <small>
      {caller.value?.name ?? caller.value?.clientId}
      {caller.value !== undefined && caller.value.stage !== "prod" && (
        <span class="stage">{caller.value.stage}</span>
      )}
    </small>
  </div>
);

export const Sidebar = () => (
  <header class="sidebar">
    <Identity />
    <nav aria-label={t().nav.main}>
      {visibleScreens().map((screen) => (
        <NavLink key={screen.id} screen={screen} />
      ))}
    </nav>
    <Settings />
  </header>
);

export const TabBar = () => {
  const screens = visibleScreens();
  const menu = { ...t().nav };
  return (
    <>
      <nav class="tabbar" aria-label={menu.main}>
        {screens.slice(0, TABS).map((screen) => (
          <NavLink key={screen.id} screen={screen} tab />
        ))}
        <button
          type="button"
          class="tab"
          onClick={() => {
            menuOpen.value = true;
          }}
        >
          <Icon name="more" />
          <span>{menu.more}</span>
        </button>
      </nav>
      {menuOpen.value && (
        <Dialog
          title={menu.more}
          onClose={() => {
            menuOpen.value = false;
          }}
        >
          <nav class="menu" aria-label={menu.more}>
            {screens.map((screen) => (
              <NavLink key={screen.id} screen={screen} />
            ))}
          </nav>
          <Settings />
        </Dialog>
      )}
    </>
  );
};
