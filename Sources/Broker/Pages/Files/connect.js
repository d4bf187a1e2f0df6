// Opens Gatehouse's connect page in a popup and says what came of it.
//
//   import { open } from "http://127.0.0.1:7411/connect.js";
//   button.onclick = () => open({ token, onSuccess, onError, onExit });
//
// `token` is the session_token that your server got; the session's allowed_origin must be this page's origin. Exactly one
// of the three is called, once:
//
//   onSuccess({ grant_id, provider, account, scopes, operation, grants })
//   onError({ error_code, error_message })   connect_denied when the user said no; popup_blocked
//   onExit()   the window is gone and has said nothing: ask your server whether the session was answered. Some providers'
//              pages cut the tie to their opener (Cross-Origin-Opener-Policy), which looks the same from here: give such
//              a session a return_url too.

export function open({ token, onSuccess, onError, onExit }) {
  const origin = new URL(import.meta.url).origin;
  const popup = window.open(
    `${origin}/connect/${encodeURIComponent(token)}`, "_blank", "popup,width=520,height=760");
  let timer;

  function end(callback, value) {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    removeEventListener("message", hear);
    callback?.(value);
  }

  function hear(event) {
    // Other windows send messages too, and other pages may be shown in this one.
    if (event.origin !== origin || event.source !== popup) return;
    const { type, status, ...rest } = event.data ?? {};
    if (type !== "gatehouse:connect") return;
    end(status === "success" ? onSuccess : onError, rest);
  }

  addEventListener("message", hear);
  let looks = 0;
  timer = setInterval(() => {
    if (!popup) {
      end(onError, { error_code: "popup_blocked", error_message: "the browser did not open the window" });
    } else if (popup.closed && ++looks > 1) {
      // Looked at twice, since a message that was sent at the last moment may still be under way.
      end(onExit);
    }
  }, 300);

  return {
    close() {
      popup?.close();
      end(onExit);
    },
  };
}
