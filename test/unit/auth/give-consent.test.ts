import { alone, canary, createHouse, plainConfig, token } from "../../fixtures/auth-house.js";

test.each(["anthropic:home", "home", "openai:work"])(
  "an account that is there but cannot be consented to is not said to be missing: %s",
  async (typed) => {
    const house = createHouse(plainConfig, {
      version: 1,
      profiles: {
        "anthropic:home": token("anthropic"),
        "openai:work": { type: "api_key", provider: "openai", key: canary },
      },
    });
    const session = (await house.open()).session("discord:10");
    expect(await session.consent(typed, alone("discord:1"))).toMatchObject({ given: false });
    await expect(session.consent("nobody", alone("discord:1"))).rejects.toMatchObject({ code: "unknown_profile" });
    await house.close();
  },
);
