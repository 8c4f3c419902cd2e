/** Somebody's browser: follows redirects, keeps cookies, and stops where it leaves the provider. */
export async function browse(start: string, provider: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let steps = 0; steps < 20; steps++) {
    if (new URL(url).origin !== provider) return url;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: cookie === "" ? {} : { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location === null) throw new Error(`${response.status} from ${url}: ${await response.text()}`);
    url = new URL(location, url).href;
  }
  throw new Error("too many redirects");
}
