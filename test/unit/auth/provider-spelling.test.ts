import { canary, createHouse, owner } from "../../fixtures/auth-house.js";

test("a provider is the same in whatever case the configuration writes it: its key and its address count", async () => {
  const house = createHouse(
    {
      agents: { defaults: { model: "my-proxy/Big" } },
      models: {
        providers: {
          "My-Proxy": {
            baseUrl: "https://llm.example.com/v1",
            api: "openai-completions",
            apiKey: { source: "env", id: "PROXY_KEY" },
          },
        },
      },
    },
    { version: 1, profiles: {} },
  );
  const auth = await house.open({ env: { PROXY_KEY: canary } });
  try {
    const { current, providers } = await auth.session("terminal:main").status(owner);
    expect(current).toMatchObject({
      model: { ref: "my-proxy/Big" },
      profile: { kind: "named", id: "my-proxy:config" },
      candidate: { source: { variable: "models.providers.My-Proxy.apiKey" } },
    });
    expect(providers[0]?.endpoint).toEqual({ baseUrl: "https://llm.example.com/v1", api: "openai-completions" });
  } finally {
    await house.close();
  }
});
