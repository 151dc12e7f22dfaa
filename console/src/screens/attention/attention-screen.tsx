/** What needs attention: one card per cause, the largest first. */
import { type ResourceState, useResource } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { to } from "../../app/router.ts";
import { clock } from "../../ui/format.ts";
import { Empty, Loaded } from "../../ui/notice.tsx";
import { CauseCard } from "./cause-card.tsx";
import { keyOf, runs, withRuns } from "./runs.ts";
import { attentionTexts } from "./texts.ts";
import type { TaskGroup } from "./types.ts";

type Groups = BodyOf<"groupTasks">;

/** Both lists as one, which is there when both are. */
const together = (
  a: ResourceState<Groups>,
  b: ResourceState<Groups>,
): ResourceState<readonly TaskGroup[]> => {
  const problem = a.problem ?? b.problem;
  const failure = problem === undefined ? {} : { problem };
  if (a.data === undefined || b.data === undefined) return failure;
  return { ...failure, data: [...a.data.groups, ...b.data.groups], at: Math.min(a.at ?? 0, b.at ?? 0) };
};

const Causes = ({ groups }: { readonly groups: readonly TaskGroup[] }) => {
  const present = new Set(groups.map(keyOf));
  return (
    <ul class="causes">
      {withRuns(groups).map((group) => (
        <CauseCard key={keyOf(group)} group={group} isGone={!present.has(keyOf(group))} />
      ))}
    </ul>
  );
};

export const AttentionScreen = () => {
  const text = attentionTexts();
  const rejected = useResource<Groups>("/tasks/groups?status=rejected");
  const failed = useResource<Groups>("/tasks/groups?status=failed");
  const state = together(rejected, failed);
  return (
    <>
      <header class="screen-head">
        <h1>{text.title}</h1>
        <a href={to(["orders"], { status: "attention" })}>{text.list}</a>
      </header>
      <Loaded state={state}>
        {(groups) =>
          groups.length + runs.value.size === 0 ? (
            <Empty title={text.empty}>
              <p>{text.emptyHelp(clock(new Date(state.at ?? 0).toISOString()))}</p>
            </Empty>
          ) : (
            <Causes groups={groups} />
          )
        }
      </Loaded>
    </>
  );
};
