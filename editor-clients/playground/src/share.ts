// A text as part of a link: behind the `#` of the address, which a browser sends to nobody.

export interface Shared {
  name: string;
  text: string;
  statement: string;
}

export class LinkError extends Error {}

const MARK = "#java=";
const LONGEST_LINK = 60_000; // what messengers and every browser carry
const MOST_BYTES = 2_000_000; // unpacked: a link may say that it is larger than it is

export function isLink(fragment: string): boolean {
  return fragment.startsWith(MARK);
}

/** The fragment for a text, with its `#`; LinkError with a sentence where it is too long. */
export async function fragmentOf({ name, text, statement }: Shared): Promise<string> {
  const json = new TextEncoder().encode(JSON.stringify([name, text, statement]));
  const packed = await through(json, new CompressionStream("deflate-raw"), Infinity);
  let binary = "";
  for (const byte of packed) binary += String.fromCharCode(byte);
  const base64 = btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  if (base64.length > LONGEST_LINK) {
    throw new LinkError("This text is too long for a link: download it, and send the file.");
  }
  return MARK + base64;
}

/** What such a fragment holds; LinkError with a sentence where it is broken. */
export async function sharedIn(fragment: string): Promise<Shared> {
  try {
    const base64 = fragment.slice(MARK.length).replace(/-/g, "+").replace(/_/g, "/");
    const packed = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const json = await through(packed, new DecompressionStream("deflate-raw"), MOST_BYTES);
    const held: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
    const [name, text, statement] = held as [unknown, unknown, unknown];
    if (typeof name === "string" && typeof text === "string" && typeof statement === "string") {
      return { name: fileName(name), text: text.replace(/\r\n?/g, "\n"), statement };
    }
  } catch {
    // said below
  }
  throw new LinkError("The link holds no text of this page: perhaps it was cut off on its way.");
}

/** What comes out of a stream, up to so many bytes. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > most) {
      await reader.cancel();
      throw new LinkError("too large");
    }
    parts.push(part.value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A name without folders, that ends in .java. */
function fileName(name: string): string {
  const last = name.replace(/[\p{C}"<>|?*:]/gu, "").split(/[\\/]/).at(-1)?.trim().slice(0, 80) ?? "";
  return /\w\.java$/.test(last) ? last : "Main.java";
}

/** The name under which a text is saved: that of its public class, as the compiler wants it. */
export function downloadName(text: string, name: string): string {
  const found = /^\s*public\s+(?:(?:final|abstract|strictfp|sealed)\s+)*(?:class|interface|enum|record)\s+([\p{L}_$][\p{L}\p{N}_$]*)/mu.exec(text);
  return found ? `${found[1]}.java` : name;
}
