/** What comes of a subscription's token, told before it happens and where it has. */
export const sharpEdge =
  "Anthropic may refuse a subscription's token outside its own client. An API key always works: modelpin models auth paste-api-key --provider anthropic.";
