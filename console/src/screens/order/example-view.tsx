/** The order as an example for a rulebook, to be copied into it. */
import { actionTexts } from "./action-texts.ts";
import { to } from "../../app/router.ts";
import { may } from "../../session/caller.ts";
import { Copy } from "../../ui/copy.tsx";
import { useOrder } from "./order-context.ts";
import { rulebookExample } from "./rulebook-example.ts";

export const ExampleView = () => {
  const { order } = useOrder();
  const text = actionTexts();
  const yaml = rulebookExample(order);
  return (
    <>
      <p class="hint">
        {text.exampleHelp} {may("rules:write") && <a href={to(["rules", "edit"])}>{text.exampleEdit}</a>}
      </p>
      <div class="code">
        <pre>{yaml}</pre>
        <Copy text={yaml} />
      </div>
    </>
  );
};
