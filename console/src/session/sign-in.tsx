/** The sign-in form. It lies over the page, so that what was typed there survives a key that expired meanwhile. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/core.ts";
import { callerUnavailable } from "./caller.ts";
import { locked, sessionKey, signIn } from "./key.ts";

const CREATE = "npm run keys -- create --client SHOP --scopes orders:read,rules:read";

const reason = (): string | undefined => {
  if (sessionKey.value !== undefined && callerUnavailable.value) return t().session.unavailable;
  if (locked.value === "rejected") return t().session.rejected;
  return locked.value === "idle" ? t().session.idle : undefined;
};

const WhereFrom = () => {
  const { session } = t();
  return (
    <details>
      <summary>{session.where}</summary>
      <p>{session.whereText}</p>
      <pre>{CREATE}</pre>
    </details>
  );
};

export const SignIn = () => {
  const element = useRef<HTMLDialogElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    element.current?.showModal();
    input.current?.focus();
  }, []);
  const { session } = t();
  const submit = (event: Event) => {
    event.preventDefault();
    const key = input.current?.value.trim() ?? "";
    if (key !== "") signIn(key);
  };
  return (
    <dialog
      ref={element}
      class="sign-in"
      aria-labelledby="sign-in"
      onCancel={(event) => event.preventDefault()}
    >
      <form onSubmit={submit}>
        <h1 id="sign-in">Despacho</h1>
        {reason() !== undefined && (
          <p class="note bad" role="alert">
            {reason()}
          </p>
        )}
        <input
          class="visually-absent"
          name="username"
          autocomplete="username"
          value={location.host}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <label>
          <span>{session.key}</span>
          <input
            ref={input}
            type="password"
            name="key"
            autocomplete="current-password"
            spellcheck={false}
            required
            aria-describedby="key-hint"
          />
        </label>
        <p id="key-hint" class="hint">
          {session.hint}
        </p>
        <button type="submit" class="primary" disabled={sessionKey.value !== undefined}>
          {sessionKey.value === undefined ? session.submit : session.wait}
        </button>
        <WhereFrom />
      </form>
    </dialog>
  );
};
