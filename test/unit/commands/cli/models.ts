/** A configuration with comments, two agents, aliases and a fallback. */
export const modelsConfig = `{
  // what everybody has
  "agents": {
    "defaults": {
      "model": { "primary": "small", "fallbacks": ["large"] }, // echo only
      "models": {
        "echo/small": { "alias": "small" },
        "echo/large": { "alias": "large" }, // the big one
        "anthropic/claude-opus-4-5": { "alias": "opus" },
        "openai/gpt-5.2": {},
      },
    },
    "list": [
      { "id": "main" },
      { "id": "research", "models": { "echo/deep": { "alias": "deep" } } }, // reads papers
    ],
  },
}
`;
