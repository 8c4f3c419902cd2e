import { orderOf } from "../../../src/domain/order.js";
import { fromEnvironment, orders, profile, profileSet } from "./world.js";

const profiles = profileSet([
  profile("anthropic:key", { type: "api_key" }),
  profile("anthropic:b"),
  profile("anthropic:a"),
  profile("anthropic:login", { type: "oauth" }),
  fromEnvironment("anthropic:env"),
  fromEnvironment("mistral:env"),
]);
const anthropic = (...ids: string[]) => ({ anthropic: ids });

test("the first layer that has an opinion is used alone", () => {
  const stored = anthropic("anthropic:b");
  const config = anthropic("anthropic:a", "anthropic:key");
  const named = anthropic("anthropic:key");
  expect(orderOf("anthropic", orders({ stored, config, named }), profiles)).toEqual({
    layer: "stored_order",
    ranked: true,
    ids: ["anthropic:b"],
  });
  expect(orderOf("anthropic", orders({ config, named }), profiles)).toEqual({
    layer: "config_order",
    ranked: true,
    ids: ["anthropic:a", "anthropic:key"],
  });
  expect(orderOf("anthropic", orders({ named }), profiles)).toEqual({
    layer: "config_profiles",
    ranked: false,
    ids: ["anthropic:key"],
  });
  expect(orderOf("anthropic", orders({ named: anthropic() }), profiles)).toEqual(
    orderOf("anthropic", orders(), profiles),
  );
  expect(orderOf("anthropic", orders(), profiles)).toEqual({
    layer: "all_profiles",
    ranked: false,
    ids: ["anthropic:login", "anthropic:a", "anthropic:b", "anthropic:key"],
  });
  expect(orderOf("mistral", orders(), profiles)).toMatchObject({ layer: "environment", ids: ["mistral:env"] });
  expect(orderOf("nobody", orders(), profiles)).toEqual({ ranked: false, ids: [] });
});

test("providers compare without case in every layer", () => {
  expect(orderOf("Anthropic", orders(), profiles).layer).toBe("all_profiles");
  expect(orderOf("MISTRAL", orders(), profiles).layer).toBe("environment");
  expect(orderOf("ANTHROPIC", orders({ config: anthropic("anthropic:a") }), profiles).layer).toBe("config_order");
});

test("a written order is complete: not even an environment key is added to it", () => {
  for (const written of [orders({ stored: anthropic("anthropic:a") }), orders({ config: anthropic("anthropic:a") })])
    expect(orderOf("anthropic", written, profiles).ids).toEqual(["anthropic:a"]);
  expect(orderOf("anthropic", orders({ config: anthropic("anthropic:env", "anthropic:a") }), profiles).ids).toEqual([
    "anthropic:env",
    "anthropic:a",
  ]);
});

test("an empty written order is an opinion: nobody; ids that do not exist stay in it; doubles do not", () => {
  expect(orderOf("anthropic", orders({ stored: anthropic(), config: anthropic("anthropic:a") }), profiles)).toEqual({
    layer: "stored_order",
    ranked: true,
    ids: [],
  });
  expect(
    orderOf("anthropic", orders({ config: anthropic("anthropic:x", "anthropic:a", "anthropic:x") }), profiles).ids,
  ).toEqual(["anthropic:x", "anthropic:a"]);
});
