/** Whether what the service depends on responds. */
import { useResource } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { Badge } from "../../ui/status.tsx";
import { todayTexts } from "./texts.ts";

type Dependencies = BodyOf<"readHealth">["dependencies"];

const partsOf = ({
  database,
  queues,
  mail,
  rulebook,
}: Dependencies): readonly (readonly [string, boolean])[] => {
  const text = todayTexts();
  return [
    [text.database, database.status === "up"],
    [text.queues, Object.values(queues).every(({ status }) => status === "up")],
    [text.mail, mail.status === "up"],
    [text.rulebook, rulebook.status === "up"],
  ];
};

export const Health = () => {
  const text = todayTexts();
  const { data } = useResource<BodyOf<"readHealth">>("/health");
  if (data === undefined) return null;
  return (
    <p class="health">
      {partsOf(data.dependencies).map(([name, up]) => (
        <span key={name}>
          {name} <Badge tone={up ? "ok" : "bad"}>{up ? text.up : text.down}</Badge>
        </span>
      ))}
    </p>
  );
};
