/** What `claude setup-token` prints. */
export const setupTokenForm = { prefix: "sk-ant-oat01-", minLength: 80 } as const;

/** Whether it is one of Anthropic's subscription tokens, wherever it was found. */
export function isSetupToken(text: string): boolean {
  return text.startsWith(setupTokenForm.prefix);
}

/** What is odd about a token that begins like one of `claude setup-token` and is shorter; nothing else is known so well. */
export function shortnessOf(token: string): string | undefined {
  const { minLength } = setupTokenForm;
  if (!isSetupToken(token) || token.length >= minLength) return undefined;
  return `Such a token has at least ${minLength} characters, this one ${token.length}. If it is refused, copy it again, to its end.`;
}
