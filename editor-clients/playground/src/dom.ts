// The page's own elements.

export function byId<Kind extends Element>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found as unknown as Kind;
}
