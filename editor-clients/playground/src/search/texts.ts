// The page's texts as documents that a search reads beside the one on the screen.

export interface SearchText {
  uri: string;
  text: string;
  title: string;
  value: string; // of its sheet
}

/** What there is to search: one's own sheets and the programs that come along. */
export interface Shelf {
  own: readonly { value: string; title: string; name: string; text: string }[];
  programs: readonly { name: string; title: string; text: string; shown?: string }[];
  current: string; // the value of the sheet that is open anyway
}

/** Empty texts, the one on the screen and half programs are left out, and what is there twice. */
export function textsOf({ own, programs, current }: Shelf): SearchText[] {
  const whole = programs.flatMap((program, i) =>
    program.shown === undefined ? [{ ...program, value: String(i) }] : [],
  );
  const seen = new Set<string>();
  const texts: SearchText[] = [];
  for (const { value, title, name, text } of [...own, ...whole]) {
    if (value === current || !text.trim() || seen.has(text)) continue;
    seen.add(text);
    texts.push({ uri: `untitled:search/${value}/${encodeURIComponent(name)}`, text, title, value });
  }
  return texts;
}
