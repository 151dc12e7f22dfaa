/** The API keys of the client, and who did what. */
import { t } from "../../i18n/core.ts";
import { may } from "../../session/caller.ts";
import { currentTab, Tabs } from "../../ui/tabs.tsx";
import { Audit } from "./audit.tsx";
import { KeyTable } from "./key-table.tsx";
import { keyTexts } from "./texts.ts";

export const KeysScreen = () => {
  const text = keyTexts();
  const tabs = [["keys", text.keys] as const, ...(may("admin") ? [["audit", text.audit] as const] : [])];
  return (
    <>
      <header class="screen-head">
        <h1>{t().nav.keys}</h1>
      </header>
      <div class="filters">
        <Tabs label={text.title} tabs={tabs} />
      </div>
      {currentTab("keys") === "audit" ? <Audit /> : <KeyTable />}
    </>
  );
};
