/** A packing slip over the page, loaded when it is opened. */
import { useMemo } from "preact/hooks";
import { lazy } from "../../app/lazy.tsx";
import { Dialog } from "../../ui/dialog.tsx";

type Props = {
  readonly slip: string;
  readonly client: string | undefined;
  readonly onClose: () => void;
};

export const SlipDialog = ({ slip, client, onClose }: Props) => {
  const View = useMemo(
    () =>
      lazy(async () => {
        const { SlipView } = await import("./slip-view.tsx");
        return () => <SlipView slip={slip} client={client} />;
      }),
    [slip, client],
  );
  return (
    <Dialog title={slip} wide onClose={onClose}>
      <View />
    </Dialog>
  );
};
