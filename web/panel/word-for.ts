/** The word for a name that comes from a document or a result; a name that is not known stands for itself. */
export function wordFor(words: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(words, name) ? words[name] : name;
}
