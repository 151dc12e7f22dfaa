/** A packing slip over the page, loaded when it is opened. */
import { lazy } from "../../app/lazy.tsx";
import { Dialog } from "../../ui/dialog.tsx";

type Props = {
  readonly slip: string;
  readonly client: string | undefined;
  readonly onClose: () => void;
};

const SlipView = lazy(async () => (await import("./slip-view.tsx")).SlipView);

export const SlipDialog = ({ slip, client, onClose }: Props) => (
  <Dialog title={slip} wide onClose={onClose}>
    <SlipView slip={slip} client={client} />
  </Dialog>
);
