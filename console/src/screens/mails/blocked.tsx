/** Addresses that nothing is sent to, as the mails show that were refused because of it. */
import { usePages } from "../../api/pages.ts";
import type { BodyOf } from "../../api/types.ts";
import { setQuery, to } from "../../app/router.ts";
import { texts } from "../../i18n/locale.ts";
import { More } from "../../ui/more.tsx";
import { Empty, Loaded } from "../../ui/notice.tsx";
import { Ago } from "../../ui/time.tsx";

type Mail = BodyOf<"listMails">["mails"][number];

const en = {
  help: "An earlier mail to these addresses bounced, or their owners complained. Only digests of such addresses are kept, so one is listed when a mail to it was refused. Ask the customer for another address.",
  none: "No mail was refused because of its address.",
  address: "Address",
  refused: "Refused mails",
  orders: "Orders",
  last: "Last",
};
const pt: typeof en = {
  help: "Um e-mail anterior a estes endereços voltou, ou o dono reclamou. Só um resumo criptográfico é guardado, por isso o endereço aparece quando um e-mail para ele foi recusado. Peça outro endereço ao cliente.",
  none: "Nenhum e-mail foi recusado por causa do endereço.",
  address: "Endereço",
  refused: "E-mails recusados",
  orders: "Pedidos",
  last: "Último",
};
const blockedTexts = texts(en, pt);

const isBlocked = ({ cause }: Mail): boolean => cause?.code === "address-suppressed";

const SHOWN = 3;

const Row = ({ address, mails }: { readonly address: string; readonly mails: readonly Mail[] }) => {
  const orders = [...new Map(mails.map((mail) => [mail.orderId, mail])).values()];
  return (
    <tr>
      <td class="wide">
        <button
          type="button"
          class="link"
          data-row
          onClick={() => setQuery({ blocked: undefined, recipient: address })}
        >
          {address}
        </button>
      </td>
      <td class="number" data-label={blockedTexts().refused}>
        {mails.length}
      </td>
      <td>
        {orders.slice(0, SHOWN).map(({ orderId, clientId }) => (
          <a key={orderId} class="mono sample" href={to(["orders", orderId], { client: clientId })}>
            {orderId}
          </a>
        ))}
      </td>
      <td class="when">
        <Ago at={mails[0]!.createdAt} />
      </td>
    </tr>
  );
};

export const Blocked = () => {
  const text = blockedTexts();
  const pages = usePages<BodyOf<"listMails">>("/mails?limit=200&status=rejected");
  const mails = pages.all.flatMap((page) => page.mails).filter(isBlocked);
  const addresses = [...Map.groupBy(mails, ({ recipient }) => recipient)];
  return (
    <>
      <p class="hint">{text.help}</p>
      <Loaded state={pages.state}>
        {() =>
          addresses.length === 0 ? (
            <Empty title={text.none} />
          ) : (
            <table class="list cards below">
              <thead>
                <tr>
                  <th scope="col">{text.address}</th>
                  <th scope="col" class="number">
                    {text.refused}
                  </th>
                  <th scope="col">{text.orders}</th>
                  <th scope="col" class="when">
                    {text.last}
                  </th>
                </tr>
              </thead>
              <tbody>
                {addresses.map(([address, same]) => (
                  <Row key={address} address={address} mails={same} />
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
      <More pages={pages} />
    </>
  );
};
