/** What commas separate; nothing of blanks. @example commaList("opus, ,gpt") // ["opus", "gpt"] */
export function commaList(text = ""): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
