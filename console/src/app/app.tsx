/** The page: navigation, the screen of the address, and the sign-in form when there is no key. */
import { t } from "../i18n/core.ts";
import { caller, callerUnavailable, access } from "../session/caller.ts";
import { locked } from "../session/key.ts";
import { SignIn } from "../session/sign-in.tsx";
import { Empty } from "../ui/notice.tsx";
import { lazy } from "./lazy.tsx";
import { Sidebar, TabBar } from "./nav.tsx";
import { segments, to } from "./router.ts";
import { SCREENS, visibleScreens } from "./screens.ts";
import { shortcutHelp } from "./shortcuts.ts";

const ShortcutHelp = lazy(async () => (await import("./shortcut-help.tsx")).ShortcutHelp);

const Outlet = () => {
  const visible = visibleScreens();
  const [id = visible[0]?.id, ...rest] = segments.value;
  const screen = SCREENS.find((one) => one.id === id);
  const Content = rest.length > 0 ? screen?.detail : screen?.component;
  if (screen === undefined || Content === undefined)
    return (
      <Empty title={t().error.notFound}>
        <a href={to(["orders"])}>{t().error.goOrders}</a>
      </Empty>
    );
  if (!visible.includes(screen)) return <Empty title={t().error.forbidden} />;
  return <Content key={rest.join("/")} />;
};

const Waiting = () =>
  locked.value === undefined && (
    <p class="waiting" role="status">
      {callerUnavailable.value ? t().session.unavailable : t().session.wait}
    </p>
  );

export const App = () => (
  <>
    {caller.value === undefined ? (
      <Waiting />
    ) : (
      <>
        <a class="skip" href="#main">
          {t().nav.skip}
        </a>
        <Sidebar />
        <main id="main" tabIndex={-1}>
          <Outlet key={access.value} />
        </main>
        <TabBar />
        {shortcutHelp.value && <ShortcutHelp />}
      </>
    )}
    {locked.value !== undefined && <SignIn />}
  </>
);
