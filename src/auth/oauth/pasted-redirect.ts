import { ModelpinError } from "../../domain/errors.js";

/**
 * What somebody pastes from a browser that could not come back: the whole address, its query, `code#state` or the code
 * alone. As the address that the browser would have come back to.
 *
 * A code alone carries no state; it is believed because this very login asked for it, and PKCE binds it to this login.
 *
 * @throws {ModelpinError} `wrong_state` for another login's address, `no_code`. Neither repeats what was pasted.
 */
export function parsePastedRedirect(pasted: string, redirectUri: string, state: string): URL {
  const text = pasted.trim().replace(/^["'<]|["'>]$/g, "");
  const params = paramsOf(text);
  if (params) {
    if (params.get("state") !== state) {
      throw new ModelpinError("wrong_state", "That address is from another login.", {
        hint: "Open the address that was shown last, and paste where it leads.",
      });
    }
    if (!params.has("code") && !params.has("error")) throw noCode();
    return new URL(`${redirectUri}?${params}`);
  }
  const [code = "", shown, ...more] = text.split("#");
  if (!/^[\x21-\x7E]{4,4096}$/.test(code) || more.length > 0) throw noCode();
  if (shown !== undefined && shown !== state) {
    throw new ModelpinError("wrong_state", "That code is from another login.", {
      hint: "Open the address that was shown last, and paste the code it leads to.",
    });
  }
  return new URL(`${redirectUri}?${new URLSearchParams({ code, state })}`);
}

function noCode(): ModelpinError {
  return new ModelpinError("no_code", "There is no code in what was pasted.", {
    hint: "Paste the whole address of the page that the browser ended on, also when that page could not be shown.",
  });
}

function paramsOf(text: string): URLSearchParams | undefined {
  if (/^https?:\/\//i.test(text)) return URL.canParse(text) ? new URL(text).searchParams : new URLSearchParams();
  return /^\??(?:[\w.-]+=[^&\s]*)(?:&[\w.-]+=[^&\s]*)+$/.test(text) ? new URLSearchParams(text) : undefined;
}
