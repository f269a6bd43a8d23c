// A file that is dropped on the editor or chosen: its text, or why it is refused.

const MOST_BYTES = 1_000_000;

export class RefusedError extends Error {}

/** The text of a file, its lines ended by \n; RefusedError with a sentence where it has none. */
export async function textOf(file: File): Promise<string> {
  if (file.size > MOST_BYTES) throw new RefusedError(`${file.name} is not opened: it is over 1 MB.`);
  const bytes = await file.arrayBuffer();
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text.replace(/\r\n?/g, "\n");
  } catch {
    // no UTF-8: said below
  }
  throw new RefusedError(`${file.name} is not opened: it is no UTF-8 text.`);
}

/** Calls `opened` for a file dropped on an element; what else is dropped there is left alone. */
export function whenDropped(element: HTMLElement, opened: (file: File) => void): void {
  const hasFiles = (event: DragEvent): boolean => !!event.dataTransfer?.types.includes("Files");
  const taking = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault(); // or the browser leaves the page for the file
    event.stopPropagation(); // or the editor puts its text in at the mouse
    const file = event.dataTransfer?.files[0];
    if (event.type === "drop" && file) opened(file);
  };
  element.addEventListener("dragover", taking, true);
  element.addEventListener("drop", taking, true);
}
