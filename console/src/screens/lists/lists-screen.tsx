/** The lists that rules look into. */
import { apiUrl } from "../../api/client.ts";
import { useResource } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { to } from "../../app/router.ts";
import { Empty, Loaded } from "../../ui/notice.tsx";
import { Ago } from "../../ui/time.tsx";
import { listTexts } from "./texts.ts";

type Head = BodyOf<"listLists">["lists"][number];

const Row = ({ list }: { readonly list: Head }) => (
  <tr>
    <td class="main-cell">
      <a href={to(["lists", list.listId])} data-row class="mono">
        {list.listId}
      </a>
    </td>
    <td>{listTexts().kinds[list.kind] ?? list.kind}</td>
    <td class="number">{list.size}</td>
    <td class="when">
      <Ago at={list.updatedAt} />
    </td>
  </tr>
);

const Table = ({ lists }: { readonly lists: readonly Head[] }) => {
  const text = listTexts();
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{text.list}</th>
          <th scope="col">{text.kind}</th>
          <th scope="col" class="number">
            {text.size}
          </th>
          <th scope="col" class="when">
            {text.changed}
          </th>
        </tr>
      </thead>
      <tbody>
        {lists.map((list) => (
          <Row key={list.listId} list={list} />
        ))}
      </tbody>
    </table>
  );
};

export const ListsScreen = () => {
  const text = listTexts();
  const state = useResource<BodyOf<"listLists">>("/lists");
  return (
    <>
      <header class="screen-head">
        <div>
          <h1>{text.title}</h1>
          <p class="sub">{text.help}</p>
        </div>
      </header>
      <Loaded state={state}>
        {({ lists }) =>
          lists.length === 0 ? (
            <Empty title={text.none}>
              <div class="code">
                <pre>{`curl -X PUT ${apiUrl("/lists/vip")} -H 'Authorization: Bearer <key>' -H 'Content-Type: application/json' -d '{"kind":"customer","values":["C-77"]}'`}</pre>
              </div>
            </Empty>
          ) : (
            <Table lists={lists} />
          )
        }
      </Loaded>
    </>
  );
};
