/** The rules in force, all versions, and all exceptions. */
import { useResource } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { to } from "../../app/router.ts";
import { may } from "../../session/caller.ts";
import { Loaded } from "../../ui/notice.tsx";
import { Exceptions } from "./exceptions.tsx";
import { RuleList } from "./rule-list.tsx";
import { type Rulebook, rulesOf } from "./rule-types.ts";
import { Scheduled } from "./scheduled.tsx";
import { currentTab, Tabs } from "../../ui/tabs.tsx";
import { ruleTexts } from "./texts.ts";
import { Versions } from "./versions.tsx";

const Content = ({ rulebook }: { readonly rulebook: Rulebook }) => {
  switch (currentTab("rules")) {
    case "versions":
      return <Versions />;
    case "exceptions":
      return <Exceptions rules={rulesOf(rulebook)} />;
    default:
      return <RuleList rules={rulesOf(rulebook)} version={rulebook.version} />;
  }
};

export const RulesScreen = () => {
  const text = ruleTexts();
  const state = useResource<BodyOf<"readActiveRulebook">>("/rulebooks/active");
  return (
    <>
      <header class="screen-head">
        <div>
          <h1>{text.title}</h1>
          {state.data !== undefined && (
            <p class="sub">
              <a href={to(["rules", String(state.data.version)])}>{text.version(state.data.version)}</a> ·{" "}
              {text.counts(state.data.rules.length)}
            </p>
          )}
        </div>
        {may("rules:write") && (
          <a class="button primary" href={to(["rules", "edit"])} data-key="e">
            {text.edit}
          </a>
        )}
      </header>
      <Scheduled />
      <div class="filters">
        <Tabs
          label={text.title}
          tabs={[
            ["rules", text.inForce],
            ["versions", text.versions],
            ["exceptions", text.exceptions],
          ]}
        />
      </div>
      <Loaded state={state}>{(rulebook) => <Content rulebook={rulebook} />}</Loaded>
    </>
  );
};
