/** The list of shortcuts. */
import { t } from "../i18n/core.ts";
import { texts } from "../i18n/locale.ts";
import { Dialog } from "../ui/dialog.tsx";
import { visibleScreens } from "./screens.ts";
import { shortcutHelp } from "./shortcuts.ts";

const en = {
  keys: {
    "/": "search",
    j: "next row",
    k: "previous row",
    Enter: "open the row",
    x: "select the row",
    ".": "show what is new",
    r: "run again what failed",
    p: "show or print the packing slip",
    e: "edit the rules",
    y: "copy the number",
    Esc: "leave a field, close a window",
    "?": "this list",
  },
  screens: "Screens",
};
const pt: typeof en = {
  keys: {
    "/": "buscar",
    j: "próxima linha",
    k: "linha anterior",
    Enter: "abrir a linha",
    x: "selecionar a linha",
    ".": "mostrar o que é novo",
    r: "executar de novo o que falhou",
    p: "ver ou imprimir o romaneio",
    e: "editar as regras",
    y: "copiar o número",
    Esc: "sair do campo, fechar a janela",
    "?": "esta lista",
  },
  screens: "Telas",
};
const helpTexts = texts(en, pt);

const Keys = ({ keys, name }: { readonly keys: readonly string[]; readonly name: string }) => (
  <div>
    <dt>
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </dt>
    <dd>{name}</dd>
  </div>
);

const close = (): void => {
  shortcutHelp.value = false;
};

export const ShortcutHelp = () => {
  const text = helpTexts();
  const names = t().nav as Readonly<Record<string, string>>;
  return (
    <Dialog title={t().settings.shortcuts} onClose={close}>
      <dl class="shortcuts">
        {Object.entries(text.keys).map(([key, name]) => (
          <Keys key={key} keys={[key]} name={name} />
        ))}
      </dl>
      <h3>{text.screens}</h3>
      <dl class="shortcuts">
        {visibleScreens().map(({ id, shortcut }) => (
          <Keys key={id} keys={["g", shortcut]} name={names[id] ?? id} />
        ))}
      </dl>
    </Dialog>
  );
};
